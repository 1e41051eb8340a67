// Written by `invoke gen -p typescript` from the application's contracts; edits are lost.
import type { Client as Http } from "openapi-fetch";
import { type Call, data } from "../runtime/http.js";
import type { DayReport, EngineStatus, Health, Instance, ModuleInfo, Readiness, ReportLink, ServerTime, SessionStatus, TradingCalendar, Version, Versions, operations, paths } from "../schema.js";

/** Health, versions, enabled modules, the instance and the clock; calendars; what paper engines did. */
export class Core {
  readonly #http: Http<paths>;

  constructor(http: Http<paths>) {
    this.#http = http;
  }

  /** The trading days of an exchange, at most 400 days at once: when it opens and closes, breaks, unusual hours. */
  getSessions(init: Call<operations["core_get_sessions"]>): Promise<TradingCalendar> {
    return data(this.#http.GET("/api/v1/core/calendar/{exchange}", init), "GET");
  }

  /** What each paper engine of a day said last; an empty list where none has run. */
  getEngines(init: Call<operations["core_get_engines"]> = {}): Promise<EngineStatus[]> {
    return data(this.#http.GET("/api/v1/core/engines", init), "GET");
  }

  /** The process is up. Says nothing about its dependencies. */
  getHealth(init: Call<operations["core_get_health"]> = {}): Promise<Health> {
    return data(this.#http.GET("/api/v1/core/health", init), "GET");
  }

  /** Which of several equal processes answers. */
  getInstance(init: Call<operations["core_get_instance"]> = {}): Promise<Instance> {
    return data(this.#http.GET("/api/v1/core/instance", init), "GET");
  }

  /** The enabled modules and where their documents are. */
  getModules(init: Call<operations["core_get_modules"]> = {}): Promise<ModuleInfo[]> {
    return data(this.#http.GET("/api/v1/core/modules", init), "GET");
  }

  /** Everything this module needs answers; a 503 problem names what does not. */
  getReady(init: Call<operations["core_get_ready"]> = {}): Promise<Readiness> {
    return data(this.#http.GET("/api/v1/core/ready", init), "GET");
  }

  /** The days with a report, newest first. */
  getReports(init: Call<operations["core_get_reports"]> = {}): Promise<ReportLink[]> {
    return data(this.#http.GET("/api/v1/core/reports", init), "GET");
  }

  /** The report of a day: JSON, or Markdown when `Accept` asks for text/markdown. */
  getReport(init: Call<operations["core_get_report"]>): Promise<DayReport> {
    return data(this.#http.GET("/api/v1/core/reports/{date}", init), "GET");
  }

  /** What the trading session of a day did, or is doing. */
  getSessionStatus(init: Call<operations["core_get_session_status"]> = {}): Promise<SessionStatus> {
    return data(this.#http.GET("/api/v1/core/session", init), "GET");
  }

  /** The server's clock in milliseconds since the epoch, UTC. */
  getServerTime(init: Call<operations["core_get_server_time"]> = {}): Promise<ServerTime> {
    return data(this.#http.GET("/api/v1/core/time", init), "GET");
  }

  /** Which release answers. */
  getVersion(init: Call<operations["core_get_version"]> = {}): Promise<Version> {
    return data(this.#http.GET("/api/v1/core/version", init), "GET");
  }

  /** The release of each enabled module. */
  getVersions(init: Call<operations["core_get_versions"]> = {}): Promise<Versions> {
    return data(this.#http.GET("/api/v1/core/versions", init), "GET");
  }
}
