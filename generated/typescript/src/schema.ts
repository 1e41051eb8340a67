// Written by `invoke gen -p typescript` from the application's contracts; edits are lost.

export interface paths {
    "/api/v1/broker/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Its rules, and what it is worth now. */
        get: operations["broker_get_account_info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The accounts one can trade with: the one that the request names. */
        get: operations["broker_get_accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/accounts/{account_id}/deposit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Add cash to an account. */
        post: operations["broker_deposit_cash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/accounts/{account_id}/halt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Halt an account, or let it go on. A halted account takes only orders that reduce a position. */
        post: operations["broker_set_halt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/accounts/{account_id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Cancel its orders, drop its positions, and begin anew under these rules. Its history stays. */
        post: operations["broker_reset_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Whether the broker can be traded with. */
        get: operations["broker_get_connection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The WebSockets of this module in the process that answers, and the topics they keep alive. */
        get: operations["broker_get_connections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/equity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What it is worth now. */
        get: operations["broker_get_equity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/equity/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What it was worth: after each fill, and once a minute while it held something. */
        get: operations["broker_get_equity_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Fills in ascending time, from `from` until before `to`, in pages. */
        get: operations["broker_get_executions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/executions/{symbol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The first thousand fills of a symbol; `/executions` has the others in pages. */
        get: operations["broker_get_executions_of_symbol"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The process is up. Says nothing about its dependencies. */
        get: operations["broker_get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/instance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which of several equal processes answers. */
        get: operations["broker_get_instance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/instruments/{symbol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What a trading dialog must know of a symbol. */
        get: operations["broker_get_instrument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Every movement of cash, in order, that follows number `after`. */
        get: operations["broker_get_ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/leverage/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which leverage a symbol has, and which it can have. */
        get: operations["broker_leverage_info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/leverage/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What a leverage would mean. Nothing is set. */
        post: operations["broker_preview_leverage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/leverage/set": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description Set the leverage of a symbol. */
        put: operations["broker_set_leverage"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The orders that are not final, oldest first. */
        get: operations["broker_get_orders"];
        put?: never;
        /** @description Take an order. It fills with prices that come after it; the answer does not wait for that. */
        post: operations["broker_place_order"];
        /** @description Cancel all open orders, or those of a symbol, or of a side. */
        delete: operations["broker_cancel_orders"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/orders/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The orders that are final, newest first. For the next page give the last one's id as `before`. */
        get: operations["broker_get_orders_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/orders/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What placing the order would do now. Nothing is placed. */
        post: operations["broker_preview_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One order, final or not. */
        get: operations["broker_get_order"];
        /** @description Change quantity, prices or duration of an open order; the answer is its new state. */
        put: operations["broker_modify_order"];
        post?: never;
        /** @description Cancel an order; the answer is its last state. */
        delete: operations["broker_cancel_order"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/orders/{order_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Its audit trail: all that happened to it, in order. */
        get: operations["broker_get_order_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/positions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The open positions; a position's id is its symbol. */
        get: operations["broker_get_positions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/positions/{position_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Close a position, or a part of it, at the next price. */
        delete: operations["broker_close_position"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/positions/{position_id}/brackets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description Put a stop and a target behind a position, in place of those it has. */
        put: operations["broker_edit_position_brackets"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/positions/{position_id}/reverse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Turn a position into its opposite at the next price. */
        post: operations["broker_reverse_position"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Everything this module needs answers; a 503 problem names what does not. */
        get: operations["broker_get_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description All replays that the caller may drive, by id. One that nobody has driven for seven days is gone with the next start. */
        get: operations["broker_get_replays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/replays/{replay_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One replay as it stands. */
        get: operations["broker_get_replay"];
        /** @description Begin a replay, or go on with it: from now on only this owner's fence is taken. */
        put: operations["broker_open_replay"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/replays/{replay_id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Its changes in order, after number `after`. */
        get: operations["broker_get_replay_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/replays/{replay_id}/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Move the clock, end what has expired, and call the margin of an account that has too little left. */
        post: operations["broker_mark_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/replays/{replay_id}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Take an order at a moment of the market. One that breaks a rule of trading is written down as rejected. */
        post: operations["broker_place_replay_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/replays/{replay_id}/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description End an open order and its legs at a moment of the market; nothing happens where it is over already. */
        delete: operations["broker_cancel_replay_order"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/replays/{replay_id}/ticks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Show the market to the open orders, and move the clock. Orders fill by the rules of all others. */
        post: operations["broker_show_replay_ticks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which release answers. */
        get: operations["broker_get_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/calendar/{exchange}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The trading days of an exchange, at most 400 days at once: when it opens and closes, breaks, unusual hours. */
        get: operations["core_get_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/engines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What each paper engine of a day said last; an empty list where none has run. */
        get: operations["core_get_engines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The process is up. Says nothing about its dependencies. */
        get: operations["core_get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/instance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which of several equal processes answers. */
        get: operations["core_get_instance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/modules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The enabled modules and where their documents are. */
        get: operations["core_get_modules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Everything this module needs answers; a 503 problem names what does not. */
        get: operations["core_get_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The days with a report, newest first. */
        get: operations["core_get_reports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/reports/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The report of a day: JSON, or Markdown when `Accept` asks for text/markdown. */
        get: operations["core_get_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What the trading session of a day did, or is doing. */
        get: operations["core_get_session_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/time": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The server's clock in milliseconds since the epoch, UTC. */
        get: operations["core_get_server_time"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which release answers. */
        get: operations["core_get_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/core/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The release of each enabled module. */
        get: operations["core_get_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/bars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Bars that begin in [from_time, to_time), at most 5000 and the newest of them; count_back outranks from_time. */
        get: operations["datafeed_get_bars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What charts may ask. */
        get: operations["datafeed_get_config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The WebSockets of this module in the process that answers, and the topics they keep alive. */
        get: operations["datafeed_get_connections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The process is up. Says nothing about its dependencies. */
        get: operations["datafeed_get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/instance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which of several equal processes answers. */
        get: operations["datafeed_get_instance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Days that moved much more than those before them, on the bars of that resolution. */
        get: operations["datafeed_get_marks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/options/{underlying}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The options on an index with their quotes, implied volatilities and greeks. */
        get: operations["datafeed_get_option_chain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Quotes of several symbols. */
        get: operations["datafeed_get_quotes"];
        put?: never;
        /** @description Quotes of several symbols, as a body. */
        post: operations["datafeed_post_quotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Everything this module needs answers; a 503 problem names what does not. */
        get: operations["datafeed_get_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/resolve/{symbol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description All about one symbol. */
        get: operations["datafeed_resolve_symbol"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Symbols whose name or description holds the text. */
        get: operations["datafeed_search_symbols"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/timescale_marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Sessions of unusual hours, whatever the resolution. */
        get: operations["datafeed_get_timescale_marks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/udf/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What charts may ask. */
        get: operations["datafeed_udf_config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/udf/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Bars that begin in [from, to); countback outranks from. */
        get: operations["datafeed_udf_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/udf/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Marks on bars, in columns. */
        get: operations["datafeed_udf_marks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/udf/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Quotes of several symbols. */
        get: operations["datafeed_udf_quotes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/udf/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Symbols whose name or description holds the text. */
        get: operations["datafeed_udf_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/udf/symbol_info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description All symbols of an exchange, in columns; of every exchange without a group. */
        get: operations["datafeed_udf_symbol_info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/udf/symbols": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description All about one symbol. */
        get: operations["datafeed_udf_symbols"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/udf/time": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The server's clock in seconds since the epoch, as text. */
        get: operations["datafeed_udf_time"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/udf/timescale_marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Marks on the time scale, as rows: here UDF has no columns. */
        get: operations["datafeed_udf_timescale_marks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datafeed/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which release answers. */
        get: operations["datafeed_get_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AccountInfo
         * @description An account with its rules. `halted` accounts take only orders that reduce a position.
         */
        AccountInfo: {
            /** Time */
            time: number;
            /**
             * Balance
             * Format: decimal
             * @example 12.50
             */
            balance: string;
            /**
             * Equity
             * Format: decimal
             * @example 12.50
             */
            equity: string;
            /**
             * Unrealizedpl
             * Format: decimal
             * @example 12.50
             */
            unrealizedPL: string;
            /**
             * Realizedpl
             * Format: decimal
             * @example 12.50
             */
            realizedPL: string;
            /**
             * Fees
             * Format: decimal
             * @example 12.50
             */
            fees: string;
            /**
             * Marginused
             * Format: decimal
             * @example 12.50
             */
            marginUsed: string;
            /**
             * Marginreserved
             * Format: decimal
             * @example 12.50
             */
            marginReserved: string;
            /**
             * Marginavailable
             * Format: decimal
             * @example 12.50
             */
            marginAvailable: string;
            /** Id */
            id: string;
            /** Currency */
            currency: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "cash" | "margin";
            /**
             * Method
             * @enum {string}
             */
            method: "fifo" | "average";
            /** Halted */
            halted: boolean;
        };
        /**
         * AccountMeta
         * @description An account one can trade with.
         */
        AccountMeta: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Currency */
            currency: string;
        };
        /**
         * Bar
         * @description One bar. `time` is ms since epoch UTC at which it begins; days, weeks and months begin at 00:00 UTC.
         */
        Bar: {
            /** Time */
            time: number;
            /** Open */
            open: number;
            /** High */
            high: number;
            /** Low */
            low: number;
            /** Close */
            close: number;
            /** Volume */
            volume: number;
        };
        /**
         * BarsPage
         * @description Bars in ascending time. Without any, `no_data`, and `next_time` (seconds) is the newest bar before the range, if any.
         */
        BarsPage: {
            /** Bars */
            bars: components["schemas"]["Bar"][];
            /** No Data */
            no_data: boolean;
            /** Next Time */
            next_time?: number | null;
        };
        /**
         * BarsSubscribeRequest
         * @description Live bars of one symbol and resolution.
         */
        BarsSubscribeRequest: {
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
            /**
             * Symbol
             * @description such as AAPL, SIMX-202403 or SIMX-20240315-C4200
             */
            symbol: string;
            /**
             * Resolution
             * @description 1 5 15 30 60 240 1D 1W 1M; also D W M
             */
            resolution: string;
        };
        /**
         * Brackets
         * @description The orders behind a position, as prices; one that is left out is taken away.
         */
        Brackets: {
            /** Stoploss */
            stopLoss?: string | null;
            /** Takeprofit */
            takeProfit?: string | null;
            /** Trailingstoppips */
            trailingStopPips?: number | null;
        };
        /**
         * BrokerConnection
         * @description The state of the connection to the (simulated) exchange.
         */
        BrokerConnection: {
            status: components["schemas"]["ConnectionStatus"];
            /**
             * Message
             * @default
             */
            message?: string;
        };
        /**
         * BrokerConnectionSubscribeRequest
         * @description Whether the broker can be traded with.
         */
        BrokerConnectionSubscribeRequest: {
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
        };
        /**
         * CanceledOrders
         * @description The orders that were canceled together, as they stand now.
         */
        CanceledOrders: {
            /** Orders */
            orders: components["schemas"]["PlacedOrder"][];
        };
        /**
         * ConnectionStatus
         * @description Whether the broker can be traded with.
         * @enum {integer}
         */
        ConnectionStatus: 1 | 2 | 3 | 4;
        /**
         * Connections
         * @description The WebSockets of one module in the process that answers; a topic lives while at least one of them listens.
         */
        Connections: {
            /** Connections */
            connections: number;
            /** Topics */
            topics: number;
            /**
             * Behind
             * @description connections with updates that wait because their reader is slow or stopped
             */
            behind: number;
        };
        /**
         * CustomFields
         * @description What the client adds for itself; `clientOrderId` is unique per account, for ever.
         */
        CustomFields: {
            /** Clientorderid */
            clientOrderId?: string | null;
        };
        /**
         * DatafeedConfiguration
         * @description What this datafeed can do.
         */
        DatafeedConfiguration: {
            /** Exchanges */
            exchanges: components["schemas"]["Exchange"][];
            /** Symbols Types */
            symbols_types: components["schemas"]["SymbolType"][];
            /** Supported Resolutions */
            supported_resolutions: string[];
            /**
             * Supports Marks
             * @default true
             */
            supports_marks?: boolean;
            /**
             * Supports Timescale Marks
             * @default true
             */
            supports_timescale_marks?: boolean;
            /**
             * Supports Time
             * @default true
             */
            supports_time?: boolean;
        };
        /**
         * DayReport
         * @description The report of a day, without any clock. How it was made (versions, seed, config) stands in the file and the Markdown.
         */
        DayReport: {
            /**
             * Date
             * Format: date
             */
            date: string;
            profit: components["schemas"]["ReportProfit"];
            trades: components["schemas"]["ReportTrades"];
            risk: components["schemas"]["ReportRisk"];
            /**
             * Slippage
             * Format: decimal
             * @example 12.50
             */
            slippage: string;
            /** Orders */
            orders: number;
            /**
             * Rejects
             * @description How many orders were refused, by code
             */
            rejects: {
                [key: string]: number;
            };
            /**
             * Carried
             * @description Positions that are still open, by engine and symbol
             */
            carried: {
                [key: string]: number;
            };
            /** By Engine */
            by_engine: {
                [key: string]: components["schemas"]["ReportSum"];
            };
            /** By Strategy */
            by_strategy: {
                [key: string]: components["schemas"]["ReportSum"];
            };
            /** By Symbol */
            by_symbol: {
                [key: string]: components["schemas"]["ReportSum"];
            };
            /** By Hour */
            by_hour: {
                [key: string]: components["schemas"]["ReportSum"];
            };
            /** Greeks At Close */
            greeks_at_close: {
                [key: string]: string;
            }[];
            /** Incidents */
            incidents: string[];
            /** Checks */
            checks: {
                [key: string]: string;
            };
            reconciliation: components["schemas"]["ReportReconciliation"];
            /** Note */
            note: string;
        };
        /**
         * Dependency
         * @description Something a module cannot work without.
         */
        Dependency: {
            /**
             * Name
             * @description `module.dependency`, such as `broker.store`
             */
            name: string;
            /**
             * Status
             * @constant
             */
            status: "ok";
        };
        /**
         * Deposit
         * @description Cash for an account.
         */
        Deposit: {
            /**
             * Amount
             * Format: decimal
             * @example 12.50
             */
            amount: string;
        };
        /**
         * Depth
         * @description The best ten prices of either side, the best first. Always the whole of it: an update replaces the one before.
         */
        Depth: {
            /**
             * Snapshot
             * @default true
             * @constant
             */
            snapshot?: true;
            /** Asks */
            asks: components["schemas"]["DepthLevel"][];
            /** Bids */
            bids: components["schemas"]["DepthLevel"][];
        };
        /**
         * DepthLevel
         * @description What is offered or asked for at one price.
         */
        DepthLevel: {
            /** Price */
            price: number;
            /** Volume */
            volume: number;
        };
        /**
         * DepthSubscribeRequest
         * @description The live order book of one symbol.
         */
        DepthSubscribeRequest: {
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
            /**
             * Symbol
             * @description such as AAPL, SIMX-202403 or SIMX-20240315-C4200
             */
            symbol: string;
        };
        /**
         * DurationType
         * @description How long an order stands.
         * @enum {string}
         */
        DurationType: "DAY" | "GTC" | "GTD" | "IOC" | "FOK";
        /**
         * EngineStatus
         * @description What an engine said last. Times in ms since the epoch.
         */
        EngineStatus: {
            /**
             * Engine
             * @description `equity`, `fno` or `options`
             */
            engine: string;
            /**
             * State
             * @description Where it is: `running`, `draining`, `stopped`, …
             */
            state: string;
            /** Pid */
            pid: number;
            /**
             * At
             * @description How far the market has come for it
             */
            at: number;
            /**
             * Beat
             * @description When it said so
             */
            beat: number;
            /**
             * Stale
             * @description It should have spoken since: more than 5 s of silence without an end
             */
            stale: boolean;
            /**
             * Lag Ms
             * @description How far it is behind the market
             * @default 0
             */
            lag_ms?: number;
            /**
             * Rss
             * @description Resident memory, in bytes
             * @default 0
             */
            rss?: number;
            /**
             * Open Orders
             * @default 0
             */
            open_orders?: number;
            /**
             * Positions
             * @default 0
             */
            positions?: number;
            /**
             * Checkpoint
             * @description The number of its last checkpoint
             * @default 0
             */
            checkpoint?: number;
            /**
             * Exit
             * @description Its exit code; none while it lives
             */
            exit?: number | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
            /**
             * Notes
             * @description What went otherwise than it should
             * @default []
             */
            notes?: string[];
        };
        /**
         * Equity
         * @description What an account is worth at `time` (ms). `balance` is its cash; `marginAvailable` its buying power.
         */
        Equity: {
            /** Time */
            time: number;
            /**
             * Balance
             * Format: decimal
             * @example 12.50
             */
            balance: string;
            /**
             * Equity
             * Format: decimal
             * @example 12.50
             */
            equity: string;
            /**
             * Unrealizedpl
             * Format: decimal
             * @example 12.50
             */
            unrealizedPL: string;
            /**
             * Realizedpl
             * Format: decimal
             * @example 12.50
             */
            realizedPL: string;
            /**
             * Fees
             * Format: decimal
             * @example 12.50
             */
            fees: string;
            /**
             * Marginused
             * Format: decimal
             * @example 12.50
             */
            marginUsed: string;
            /**
             * Marginreserved
             * Format: decimal
             * @example 12.50
             */
            marginReserved: string;
            /**
             * Marginavailable
             * Format: decimal
             * @example 12.50
             */
            marginAvailable: string;
        };
        /**
         * EquityPoint
         * @description What an account was worth at a time (ms).
         */
        EquityPoint: {
            /** Time */
            time: number;
            /**
             * Equity
             * Format: decimal
             * @example 12.50
             */
            equity: string;
            /**
             * Balance
             * Format: decimal
             * @example 12.50
             */
            balance: string;
        };
        /**
         * EquitySubscribeRequest
         * @description The connection's account after everything that moved its cash.
         */
        EquitySubscribeRequest: {
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
        };
        /**
         * Exchange
         * @description A choice of the symbol search.
         */
        Exchange: {
            /** Value */
            value: string;
            /** Name */
            name: string;
            /** Desc */
            desc: string;
        };
        /**
         * Execution
         * @description One fill. `netAmount` is what it did to the cash, fee included; `realizedPL` what it earned, fee excluded.
         */
        Execution: {
            /** Id */
            id: string;
            /** Orderid */
            orderId: string;
            /** Symbol */
            symbol: string;
            side: components["schemas"]["Side"];
            /**
             * Qty
             * Format: decimal
             * @example 12.50
             */
            qty: string;
            /**
             * Price
             * Format: decimal
             * @example 12.50
             */
            price: string;
            /** Time */
            time: number;
            /**
             * Commission
             * Format: decimal
             * @example 12.50
             */
            commission: string;
            /**
             * Netamount
             * Format: decimal
             * @example 12.50
             */
            netAmount: string;
            /**
             * Realizedpl
             * Format: decimal
             * @example 12.50
             */
            realizedPL: string;
        };
        /**
         * ExecutionsPage
         * @description Executions in ascending time; `cursor` asks for those after them, null when these are the last.
         */
        ExecutionsPage: {
            /** Executions */
            executions: components["schemas"]["Execution"][];
            /** Cursor */
            cursor: string | null;
        };
        /**
         * ExecutionsSubscribeRequest
         * @description Every fill of the connection's account.
         */
        ExecutionsSubscribeRequest: {
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
        };
        /**
         * FieldError
         * @description One thing that is wrong with a request.
         */
        FieldError: {
            /**
             * Field
             * @description Where: `body.legs.0.qty`, `query.symbol`, or the name of a dependency
             */
            field: string;
            /**
             * Message
             * @description What is wrong, in words
             */
            message: string;
            /**
             * Code
             * @description A stable word for programs, such as `missing`
             */
            code: string;
        };
        /**
         * Greeks
         * @description How an option's price moves, per unit of its index: `vega` per percent of volatility, `theta` per day.
         */
        Greeks: {
            /** Delta */
            delta: number;
            /** Gamma */
            gamma: number;
            /** Vega */
            vega: number;
            /** Theta */
            theta: number;
        };
        /**
         * Halt
         * @description Whether the account is halted; `reason` is kept in its audit trail.
         */
        Halt: {
            /** Halted */
            halted: boolean;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * Health
         * @description The process is up and answers; says nothing about its dependencies.
         */
        Health: {
            /**
             * Status
             * @constant
             */
            status: "ok";
        };
        /**
         * Instance
         * @description Which of several equal processes answered.
         */
        Instance: {
            /** Server */
            server: string;
            /** Instance */
            instance: string;
            /** Pid */
            pid: number;
        };
        /**
         * InstrumentInfo
         * @description What a trading dialog must know of a symbol. A step of `qty` is `bigPointValue` units.
         *
         *     `marginRate` is the part of a position's value that opening it takes; of an option that is sold, of its index's value.
         */
        InstrumentInfo: {
            /** Symbol */
            symbol: string;
            /** Description */
            description: string;
            /** Currency */
            currency: string;
            qty: components["schemas"]["QtyRange"];
            /**
             * Mintick
             * Format: decimal
             * @example 12.50
             */
            minTick: string;
            /**
             * Pipsize
             * Format: decimal
             * @example 12.50
             */
            pipSize: string;
            /**
             * Bigpointvalue
             * Format: decimal
             * @example 12.50
             */
            bigPointValue: string;
            /**
             * Marginrate
             * Format: decimal
             * @example 12.50
             */
            marginRate: string;
            /** Tradable */
            tradable: boolean;
            /** Allowedordertypes */
            allowedOrderTypes: components["schemas"]["OrderType"][];
            /** Alloweddurations */
            allowedDurations: string[];
        };
        /**
         * LedgerEntry
         * @description One movement of cash and the balance it left: `variation` is of a future, `settlement` of an option that expired.
         */
        LedgerEntry: {
            /** Seq */
            seq: number;
            /** Time */
            time: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "deposit" | "trade" | "fee" | "variation" | "settlement";
            /**
             * Amount
             * Format: decimal
             * @example 12.50
             */
            amount: string;
            /**
             * Balance
             * Format: decimal
             * @example 12.50
             */
            balance: string;
            /** Ref */
            ref: string;
        };
        /**
         * LeverageInfo
         * @description Which leverage is set, and which can be.
         */
        LeverageInfo: {
            /** Title */
            title: string;
            /**
             * Leverage
             * Format: decimal
             * @example 12.50
             */
            leverage: string;
            /**
             * Min
             * Format: decimal
             * @example 12.50
             */
            min: string;
            /**
             * Max
             * Format: decimal
             * @example 12.50
             */
            max: string;
            /**
             * Step
             * Format: decimal
             * @example 12.50
             */
            step: string;
        };
        /**
         * LeveragePreview
         * @description What a leverage would mean; with `errors` it cannot be set.
         */
        LeveragePreview: {
            /** Infos */
            infos: string[];
            /** Warnings */
            warnings: string[];
            /** Errors */
            errors: string[];
        };
        /**
         * LeverageRequest
         * @description A leverage for a symbol: a whole number.
         */
        LeverageRequest: {
            /**
             * Symbol
             * @description such as AAPL, SIMX-202403 or SIMX-20240315-C4200
             */
            symbol: string;
            /**
             * Leverage
             * Format: decimal
             * @example 12.50
             */
            leverage: string;
            side?: components["schemas"]["Side"] | null;
            orderType?: components["schemas"]["OrderType"] | null;
        };
        /**
         * LeverageSet
         * @description The leverage from now on.
         */
        LeverageSet: {
            /**
             * Leverage
             * Format: decimal
             * @example 12.50
             */
            leverage: string;
        };
        /**
         * Mark
         * @description A note on a bar. `time` is the bar's beginning in seconds.
         */
        Mark: {
            /** Id */
            id: string;
            /** Time */
            time: number;
            /** Color */
            color: string;
            /** Text */
            text: string;
            /** Label */
            label: string;
            /**
             * Labelfontcolor
             * @default white
             */
            labelFontColor?: string;
            /**
             * Minsize
             * @default 14
             */
            minSize?: number;
        };
        /**
         * ModuleInfo
         * @description An enabled module and where its documents are. Absent links are null: the module has no WebSocket.
         */
        ModuleInfo: {
            /** Name */
            name: string;
            /** Version */
            version: string;
            /** Description */
            description: string;
            /** Url */
            url: string;
            /** Docs */
            docs: string;
            /** Openapi */
            openapi: string;
            /** Ws */
            ws: string | null;
            /** Ws Docs */
            ws_docs: string | null;
            /** Asyncapi */
            asyncapi: string | null;
        };
        /**
         * NewReplay
         * @description The rules of a replay, which never change: the account's name on its orders, its cash, what it trades and when.
         */
        NewReplay: {
            /** Account */
            account: string;
            /**
             * Cash
             * @description in millionths
             */
            cash: number;
            /** Contracts */
            contracts: components["schemas"]["ReplayContract"][];
            hours: components["schemas"]["ReplayHours"];
            fills: components["schemas"]["ReplayFills"];
        };
        /**
         * OptionChain
         * @description The options on an index that expire on one day, strikes ascending; `price` is the index's at `time` (ms).
         */
        OptionChain: {
            /** Underlying */
            underlying: string;
            /** Time */
            time: number;
            /** Price */
            price: number;
            /**
             * Expiry
             * Format: date
             */
            expiry: string;
            /** Expiries */
            expiries: string[];
            /** Options */
            options: components["schemas"]["OptionRow"][];
        };
        /**
         * OptionRow
         * @description The options of one strike.
         */
        OptionRow: {
            /** Strike */
            strike: number;
            call: components["schemas"]["OptionSide"];
            put: components["schemas"]["OptionSide"];
        };
        /**
         * OptionSide
         * @description The call or the put of a strike. `iv` is a year's volatility (0.16 is 16 %); on the last day there is none, nor greeks.
         */
        OptionSide: {
            /** Symbol */
            symbol: string;
            /** Bid */
            bid: number;
            /** Ask */
            ask: number;
            /** Last */
            last: number;
            /** Iv */
            iv: number | null;
            greeks: components["schemas"]["Greeks"] | null;
        };
        /**
         * OrderDuration
         * @description How long an order stands; `datetime` (ms since epoch UTC) is for GTD alone.
         */
        OrderDuration: {
            /** @default GTC */
            type?: components["schemas"]["DurationType"];
            /** Datetime */
            datetime?: number | null;
        };
        /**
         * OrderEvent
         * @description One entry of an order's audit trail: what happened, when (ms), and how the order stood after it.
         */
        OrderEvent: {
            /** Seq */
            seq: number;
            /** Event */
            event: string;
            /** Time */
            time: number;
            order: components["schemas"]["PlacedOrder"];
        };
        /**
         * OrderPreview
         * @description What placing the order would do now. With `errors` it would be refused; `confirmId` names what was previewed.
         */
        OrderPreview: {
            /** Confirmid */
            confirmId: string;
            /** Sections */
            sections: components["schemas"]["PreviewSection"][];
            /** Warnings */
            warnings: string[];
            /** Errors */
            errors: string[];
        };
        /**
         * OrderPrices
         * @description What can still be changed once an order stands; the whole of it is given.
         */
        OrderPrices: {
            /**
             * Qty
             * Format: decimal
             * @example 12.50
             */
            qty: string;
            /** Limitprice */
            limitPrice?: string | null;
            /** Stopprice */
            stopPrice?: string | null;
            /** Trailingstoppips */
            trailingStopPips?: number | null;
            duration?: components["schemas"]["OrderDuration"] | null;
        };
        /**
         * OrderStatus
         * @description Where an order stands.
         * @enum {integer}
         */
        OrderStatus: 1 | 2 | 3 | 4 | 5 | 6;
        /**
         * OrderType
         * @description How an order asks for its price.
         * @enum {integer}
         */
        OrderType: 1 | 2 | 3 | 4;
        /**
         * OrdersSubscribeRequest
         * @description Every change of the connection's account's orders. The account comes from the handshake, never from a frame.
         */
        OrdersSubscribeRequest: {
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
        };
        /**
         * ParentType
         * @description What an order belongs to.
         * @enum {integer}
         */
        ParentType: 1 | 2 | 3;
        /**
         * PlSubscribeRequest
         * @description The unrealised profit and loss, once a second. `accountId` may only repeat the connection's account.
         */
        PlSubscribeRequest: {
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
            /**
             * Accountid
             * @default null
             */
            accountId?: string | null;
        };
        /**
         * PlaceOrderResult
         * @description The order was taken and is on the disk.
         */
        PlaceOrderResult: {
            /**
             * Orderid
             * @description sorts by time of placing
             */
            orderId: string;
        };
        /**
         * PlacedOrder
         * @description An order as it stands. `version` grows by one with each change; `updateTime` is ms since epoch UTC.
         */
        PlacedOrder: {
            /**
             * Id
             * @description sorts by time of placing
             */
            id: string;
            /** Symbol */
            symbol: string;
            type: components["schemas"]["OrderType"];
            side: components["schemas"]["Side"];
            /**
             * Qty
             * Format: decimal
             * @example 12.50
             */
            qty: string;
            /** Limitprice */
            limitPrice: string | null;
            /** Stopprice */
            stopPrice: string | null;
            /** Trailingstoppips */
            trailingStopPips: number | null;
            duration: components["schemas"]["OrderDuration"];
            /** Reduceonly */
            reduceOnly: boolean;
            status: components["schemas"]["OrderStatus"];
            /**
             * Filledqty
             * Format: decimal
             * @example 12.50
             */
            filledQty: string;
            /** Avgprice */
            avgPrice: string | null;
            /** Parentid */
            parentId: string | null;
            parentType: components["schemas"]["ParentType"] | null;
            /** Clientorderid */
            clientOrderId: string | null;
            /** Updatetime */
            updateTime: number;
            /** Message */
            message: string;
            /** Version */
            version: number;
        };
        /**
         * Position
         * @description A position as it stands; `qty` is 0 once, when it is closed. `avgPrice` is that of the open lots.
         */
        Position: {
            /** Id */
            id: string;
            /** Symbol */
            symbol: string;
            side: components["schemas"]["Side"];
            /**
             * Qty
             * Format: decimal
             * @example 12.50
             */
            qty: string;
            /**
             * Avgprice
             * Format: decimal
             * @example 12.50
             */
            avgPrice: string;
            /** Updatetime */
            updateTime: number;
        };
        /**
         * PositionChange
         * @description The order that closes or reverses a position was taken; it fills with the next price.
         */
        PositionChange: {
            /** Orderid */
            orderId: string;
        };
        /**
         * PositionPl
         * @description What a position would earn if it were closed at the present price.
         */
        PositionPl: {
            /** Id */
            id: string;
            /**
             * Pl
             * Format: decimal
             * @example 12.50
             */
            pl: string;
        };
        /**
         * PositionsSubscribeRequest
         * @description Every change of the connection's account's positions.
         */
        PositionsSubscribeRequest: {
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
        };
        /**
         * PreOrder
         * @description An order before it is placed. `stopLoss` and `takeProfit` are prices at which what it enters is left again.
         *
         *     With `stopType` 1 its stop, or its stop loss, trails by `trailingStopPips`.
         */
        PreOrder: {
            /**
             * Qty
             * Format: decimal
             * @example 12.50
             */
            qty: string;
            /** Limitprice */
            limitPrice?: string | null;
            /** Stopprice */
            stopPrice?: string | null;
            /** Trailingstoppips */
            trailingStopPips?: number | null;
            duration?: components["schemas"]["OrderDuration"] | null;
            /**
             * Symbol
             * @description such as AAPL, SIMX-202403 or SIMX-20240315-C4200
             */
            symbol: string;
            type: components["schemas"]["OrderType"];
            side: components["schemas"]["Side"];
            /** Takeprofit */
            takeProfit?: string | null;
            /** Stoploss */
            stopLoss?: string | null;
            /** @default 0 */
            stopType?: components["schemas"]["StopType"];
            /**
             * Isclose
             * @default false
             */
            isClose?: boolean;
            /**
             * Reduceonly
             * @default false
             */
            reduceOnly?: boolean;
            customFields?: components["schemas"]["CustomFields"] | null;
        };
        /**
         * PreviewRow
         * @description One line of an order's preview.
         */
        PreviewRow: {
            /** Title */
            title: string;
            /** Value */
            value: string;
        };
        /**
         * PreviewSection
         * @description A group of lines.
         */
        PreviewSection: {
            /** Header */
            header: string;
            /** Rows */
            rows: components["schemas"]["PreviewRow"][];
        };
        /**
         * Problem
         * @description An error as application/problem+json (RFC 9457), the only form in which this API reports errors.
         */
        Problem: {
            /**
             * Type
             * @default about:blank
             */
            type: string;
            /**
             * Title
             * @description The HTTP status in words
             */
            title: string;
            /** Status */
            status: number;
            /**
             * Detail
             * @description What went wrong this time
             */
            detail: string;
            /**
             * Code
             * @description A stable word for programs, such as `order_unknown`
             */
            code: string;
            /**
             * Errors
             * @description Each fault on its own, where there are several
             * @default null
             */
            errors?: components["schemas"]["FieldError"][] | null;
        };
        /**
         * ProfitAndLoss
         * @description All positions of an account at one moment, and their sum.
         */
        ProfitAndLoss: {
            /**
             * Pl
             * Format: decimal
             * @example 12.50
             */
            pl: string;
            /** Positions */
            positions: components["schemas"]["PositionPl"][];
        };
        /**
         * QtyRange
         * @description Which quantities are taken.
         */
        QtyRange: {
            /**
             * Min
             * Format: decimal
             * @example 12.50
             */
            min: string;
            /**
             * Max
             * Format: decimal
             * @example 12.50
             */
            max: string;
            /**
             * Step
             * Format: decimal
             * @example 12.50
             */
            step: string;
        };
        /**
         * QuoteError
         * @description Why there is no quote.
         */
        QuoteError: {
            /** Error */
            error: string;
        };
        /**
         * QuoteFailed
         * @description There is no quote of `n`: the other symbols of the request are still answered.
         */
        QuoteFailed: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            s: "error";
            /** N */
            n: string;
            v: components["schemas"]["QuoteError"];
        };
        /**
         * QuoteOk
         * @description A quote of symbol `n`.
         */
        QuoteOk: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            s: "ok";
            /** N */
            n: string;
            v: components["schemas"]["QuoteValues"];
        };
        /**
         * QuoteValues
         * @description A quote: last price, change since the previous day's close, best bid and ask, the day's range.
         */
        QuoteValues: {
            /** Lp */
            lp: number;
            /** Ch */
            ch: number;
            /** Chp */
            chp: number;
            /** Bid */
            bid: number;
            /** Ask */
            ask: number;
            /** Spread */
            spread: number;
            /** Open Price */
            open_price: number;
            /** High Price */
            high_price: number;
            /** Low Price */
            low_price: number;
            /** Prev Close Price */
            prev_close_price: number;
            /** Volume */
            volume: number;
            /** Short Name */
            short_name: string;
            /** Exchange */
            exchange: string;
            /** Description */
            description: string;
            /** Original Name */
            original_name: string;
        };
        /**
         * Quotes
         * @description One update of a watchlist: all of its quotes at one moment.
         */
        Quotes: {
            /** Quotes */
            quotes: (components["schemas"]["QuoteOk"] | components["schemas"]["QuoteFailed"])[];
        };
        /**
         * QuotesRequest
         * @description Symbols to quote; unknown ones are answered with an error item each.
         */
        QuotesRequest: {
            /** Symbols */
            symbols: string[];
        };
        /**
         * QuotesSubscribeRequest
         * @description Live quotes of a watchlist. Order and repetition do not matter.
         */
        QuotesSubscribeRequest: {
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
            /** Symbols */
            symbols?: string[];
            /** Fast Symbols */
            fast_symbols?: string[];
        };
        /**
         * Readiness
         * @description Every dependency answers. When one does not, the answer is a 503 problem that names it.
         */
        Readiness: {
            /**
             * Status
             * @constant
             */
            status: "ready";
            /** Dependencies */
            dependencies: components["schemas"]["Dependency"][];
        };
        /**
         * Replay
         * @description A replay as it stands. `clock`: all before it has been shown. `fence` is the newest owner's; others are refused.
         */
        Replay: {
            /** Id */
            id: string;
            /** Account */
            account: string;
            /** Owner */
            owner: string;
            /** Fence */
            fence: number;
            /** Clock */
            clock: number;
            /**
             * Changes
             * @description how many changes the account has had
             */
            changes: number;
            /** Cash */
            cash: number;
            /** Openorders */
            openOrders: number;
            /**
             * Positions
             * @description steps held by symbol, below 0 when sold short
             */
            positions: {
                [key: string]: number;
            };
        };
        /**
         * ReplayChange
         * @description One change of the account, number 1, 2, 3, …; `body` has it whole, and all of them in order give the account.
         */
        ReplayChange: {
            /** Number */
            number: number;
            /**
             * At
             * @description the market's time, ms
             */
            at: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "order" | "execution" | "entry" | "position" | "terms" | "day" | "reset";
            /** Body */
            body: {
                [key: string]: unknown;
            };
        };
        /**
         * ReplayContract
         * @description What may be traded: `tick` is what one tick of one step is worth, with the multiplier in it.
         */
        ReplayContract: {
            /** Symbol */
            symbol: string;
            /** Tick */
            tick: number;
            /**
             * Initialbps
             * @description in 1/10000
             * @default 5000
             */
            initialBps?: number;
            /**
             * Maintenancebps
             * @default 2500
             */
            maintenanceBps?: number;
            /**
             * Collarbps
             * @description in 1/10000
             * @default 1000
             */
            collarBps?: number;
        };
        /**
         * ReplayFees
         * @description What a fill costs, rounded half to even to `minor`: per order, per step, of the turnover, more of a sale's; its bounds.
         */
        ReplayFees: {
            /**
             * Perorder
             * @description money in millionths
             * @default 0
             */
            perOrder?: number;
            /**
             * Perstep
             * @description money in millionths
             * @default 0
             */
            perStep?: number;
            /**
             * Ratebps
             * @description in 1/10000
             * @default 0
             */
            rateBps?: number;
            /**
             * Selltaxbps
             * @description in 1/10000
             * @default 0
             */
            sellTaxBps?: number;
            /**
             * Least
             * @description money in millionths
             * @default 0
             */
            least?: number;
            /** Most */
            most?: number | null;
            /**
             * Minor
             * @default 10000
             */
            minor?: number;
        };
        /**
         * ReplayFills
         * @description How orders fill: fees, how far a market order slips, and the share of a tick's volume, null for all that is wanted.
         *
         *     `slippage` is in ticks, in 1/10000 of the price, or in 1/10000 of it per whole tick volume taken, as `slippageKind` says.
         */
        ReplayFills: {
            fees: components["schemas"]["ReplayFees"];
            /**
             * Slippagekind
             * @default none
             * @enum {string}
             */
            slippageKind?: "none" | "ticks" | "bps" | "impact";
            /**
             * Slippage
             * @default 0
             */
            slippage?: number;
            /**
             * Participationbps
             * @default 1000
             */
            participationBps?: number | null;
        };
        /**
         * ReplayHours
         * @description The day's open and close, and when there is trading between them.
         */
        ReplayHours: {
            /**
             * Open
             * @description ms since epoch UTC
             */
            open: number;
            /**
             * Close
             * @description ms since epoch UTC
             */
            close: number;
            /** Spans */
            spans: components["schemas"]["ReplaySpan"][];
        };
        /**
         * ReplayMarks
         * @description The prices (ticks) at a moment of at least what the account holds.
         */
        ReplayMarks: {
            /**
             * At
             * @description ms since epoch UTC
             */
            at: number;
            /** Marks */
            marks: {
                [key: string]: number;
            };
        };
        /**
         * ReplayOrder
         * @description An order, named by whoever places it. `stop` and `target` are the prices of its legs, named `ID-1` and `ID-2`.
         *
         *     `quotes` are the newest ticks of its symbol and of what the account holds.
         */
        ReplayOrder: {
            /** Id */
            id: string;
            /**
             * At
             * @description ms since epoch UTC
             */
            at: number;
            /** Symbol */
            symbol: string;
            /** @default 2 */
            type?: components["schemas"]["OrderType"];
            side: components["schemas"]["Side"];
            /**
             * Qty
             * @description a quantity in steps
             */
            qty: number;
            /** Limitprice */
            limitPrice?: number | null;
            /** Stopprice */
            stopPrice?: number | null;
            /** @default DAY */
            duration?: components["schemas"]["DurationType"];
            /**
             * Reduceonly
             * @default false
             */
            reduceOnly?: boolean;
            /** Stop */
            stop?: number | null;
            /** Target */
            target?: number | null;
            /** Quotes */
            quotes: {
                [key: string]: components["schemas"]["ReplayTick"];
            };
        };
        /**
         * ReplayProgress
         * @description How far the replay is after a command. Sent again, a command is answered with what it was answered first.
         */
        ReplayProgress: {
            /** Clock */
            clock: number;
            /** Changes */
            changes: number;
        };
        /**
         * ReplaySpan
         * @description Trading from `start` to before `end`.
         */
        ReplaySpan: {
            /**
             * Start
             * @description ms since epoch UTC
             */
            start: number;
            /**
             * End
             * @description ms since epoch UTC
             */
            end: number;
        };
        /**
         * ReplaySubscribeRequest
         * @description Every change of the replay that the handshake names in X-Account. A new reader gets the newest one first.
         */
        ReplaySubscribeRequest: {
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
        };
        /**
         * ReplayTick
         * @description The market at a moment. `volume` is what was traded since the tick before, null when nobody knows.
         */
        ReplayTick: {
            /**
             * Ts
             * @description ms since epoch UTC
             */
            ts: number;
            /**
             * Last
             * @description a price in ticks
             */
            last: number;
            /** Bid */
            bid: number;
            /**
             * Ask
             * @description a price in ticks
             */
            ask: number;
            /** Volume */
            volume?: number | null;
        };
        /**
         * ReplayTicks
         * @description Ticks of symbols in order of time, all before `until`. Those before the clock of the replay are passed over.
         */
        ReplayTicks: {
            /**
             * Until
             * @description ms since epoch UTC
             */
            until: number;
            /** Ticks */
            ticks: {
                [key: string]: components["schemas"]["ReplayTick"][];
            };
        };
        /**
         * ReportLink
         * @description Where the report of a day is: JSON, or Markdown when `Accept` asks for it.
         */
        ReportLink: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Url */
            url: string;
        };
        /**
         * ReportProfit
         * @description Of the whole day.
         */
        ReportProfit: {
            /**
             * Gross
             * Format: decimal
             * @example 12.50
             */
            gross: string;
            /**
             * Fees
             * Format: decimal
             * @example 12.50
             */
            fees: string;
            /**
             * Net
             * Format: decimal
             * @example 12.50
             */
            net: string;
            /**
             * Turnover
             * Format: decimal
             * @example 12.50
             */
            turnover: string;
            /** Fills */
            fills: number;
            /**
             * Unrealized
             * Format: decimal
             * @example 12.50
             */
            unrealized: string;
            /**
             * Equity At Open
             * Format: decimal
             * @example 12.50
             */
            equity_at_open: string;
            /**
             * Equity At Close
             * Format: decimal
             * @example 12.50
             */
            equity_at_close: string;
        };
        /**
         * ReportReconciliation
         * @description Whether ledger, executions and positions say the same; each row at fault.
         */
        ReportReconciliation: {
            /** Ok */
            ok: boolean;
            /** Faults */
            faults: string[];
        };
        /**
         * ReportRisk
         * @description Of the equity of all engines together, minute by minute.
         */
        ReportRisk: {
            /** Max Drawdown */
            max_drawdown: string | null;
            /** Drawdown From */
            drawdown_from?: string | null;
            /** Drawdown To */
            drawdown_to?: string | null;
            /** Exposure Mean */
            exposure_mean: string | null;
            /** Exposure Most */
            exposure_most: string | null;
        };
        /**
         * ReportSum
         * @description Profit and cost of some fills.
         */
        ReportSum: {
            /**
             * Gross
             * Format: decimal
             * @example 12.50
             */
            gross: string;
            /**
             * Fees
             * Format: decimal
             * @example 12.50
             */
            fees: string;
            /**
             * Net
             * Format: decimal
             * @example 12.50
             */
            net: string;
            /**
             * Turnover
             * Format: decimal
             * @example 12.50
             */
            turnover: string;
            /** Fills */
            fills: number;
        };
        /**
         * ReportTrades
         * @description How trades went, from flat to flat, before fees; none where there are no such figures.
         */
        ReportTrades: {
            /** Count */
            count: number;
            /** Won */
            won: number;
            /** Lost */
            lost: number;
            /** Win Rate */
            win_rate: string | null;
            /** Profit Factor */
            profit_factor: string | null;
            /** Expectancy */
            expectancy: string | null;
            /** Average Hold S */
            average_hold_s: number | null;
            /** Best */
            best: string | null;
            /** Worst */
            worst: string | null;
        };
        /**
         * Reset
         * @description Begin an account anew, with this cash under these rules; its history stays.
         */
        Reset: {
            /** Cash */
            cash?: string | null;
            /**
             * Kind
             * @default margin
             * @enum {string}
             */
            kind?: "cash" | "margin";
            /**
             * Method
             * @default fifo
             * @enum {string}
             */
            method?: "fifo" | "average";
            /**
             * Onbreach
             * @default liquidate
             * @enum {string}
             */
            onBreach?: "warn" | "halt" | "liquidate";
            /** Largestposition */
            largestPosition?: string | null;
            /** Dailyloss */
            dailyLoss?: string | null;
        };
        /**
         * Resume
         * @description Where a reader stood when its connection ended: it has everything up to and including `seq`.
         */
        Resume: {
            /** Epoch */
            epoch: string;
            /**
             * Seq
             * @description sequence number within the topic
             */
            seq: number;
        };
        /**
         * SearchSymbolResultItem
         * @description One hit of the symbol search.
         */
        SearchSymbolResultItem: {
            /** Symbol */
            symbol: string;
            /** Ticker */
            ticker: string;
            /** Description */
            description: string;
            /** Exchange */
            exchange: string;
            /** Type */
            type: string;
        };
        /**
         * ServerTime
         * @description The server's clock.
         */
        ServerTime: {
            /**
             * Time
             * @description Milliseconds since the epoch, UTC
             */
            time: number;
        };
        /**
         * SessionCheck
         * @description One look before the open, and how long it took in ms.
         */
        SessionCheck: {
            /** Name */
            name: string;
            /**
             * Severity
             * @enum {string}
             */
            severity: "ok" | "warn" | "error" | "closed";
            /** Ms */
            ms: number;
            /** Detail */
            detail: string;
        };
        /**
         * SessionEngine
         * @description One engine in a session; `exit` is its own code, negative for the signal that ended it.
         */
        SessionEngine: {
            /** Pid */
            pid?: number | null;
            /** Started */
            started?: number | null;
            /** Ended */
            ended?: number | null;
            /** Exit */
            exit?: number | null;
            /**
             * Restarts
             * @default 0
             */
            restarts?: number;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * SessionIncident
         * @description Something that went otherwise than it should, in ms since the epoch.
         */
        SessionIncident: {
            /** At */
            at: number;
            /** Engine */
            engine: string;
            /** What */
            what: string;
        };
        /**
         * SessionMoment
         * @description A state of the session, and when it began in ms since the epoch.
         */
        SessionMoment: {
            /** State */
            state: string;
            /** At */
            at: number;
        };
        /**
         * SessionStatus
         * @description A session of one day: what it looked at, how it went on, how its engines ended.
         */
        SessionStatus: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /**
             * Layout
             * @enum {string}
             */
            layout: "single" | "multi";
            /**
             * State
             * @description `created`, `checking`, `starting`, `running`, `stopping`, `eod`, `done` or `failed`
             */
            state: string;
            /**
             * Replay
             * @description `max`, or how many times the market's pace; none for a live day
             */
            replay?: string | null;
            /** Until */
            until?: string | null;
            /**
             * Config Hash
             * @default
             */
            config_hash?: string;
            /** Pid */
            pid?: number | null;
            /** Exit */
            exit?: number | null;
            /**
             * History
             * @default []
             */
            history?: components["schemas"]["SessionMoment"][];
            /**
             * Checks
             * @default []
             */
            checks?: components["schemas"]["SessionCheck"][];
            /**
             * Engines
             * @default {}
             */
            engines?: {
                [key: string]: components["schemas"]["SessionEngine"];
            };
            /**
             * Incidents
             * @default []
             */
            incidents?: components["schemas"]["SessionIncident"][];
        };
        /**
         * Side
         * @description Which way an order trades.
         * @enum {integer}
         */
        Side: 1 | -1;
        /**
         * Span
         * @description A stretch of time without its last moment.
         */
        Span: {
            /**
             * Start
             * @description ms since epoch UTC
             */
            start: number;
            /**
             * End
             * @description ms since epoch UTC
             */
            end: number;
        };
        /**
         * StopType
         * @description What kind of stop protects a position.
         * @enum {integer}
         */
        StopType: 0 | 1 | 2;
        /**
         * SubscribeResponse
         * @description The topic is open. Updates up to `seq` are either replayed next or, with `snapshot`, replaced by the state sent next.
         */
        SubscribeResponse: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status?: "ok";
            /**
             * Message
             * @default
             */
            message?: string;
            /**
             * Topic
             * @description the topic as the subscribe reply named it
             */
            topic: string;
            /**
             * Epoch
             * @description names the sequence; numbers of different epochs cannot be compared
             */
            epoch: string;
            /**
             * Seq
             * @description sequence number within the topic
             */
            seq: number;
            /**
             * Snapshot
             * @description forget earlier state: what follows up to and with `seq` is the whole of it
             */
            snapshot: boolean;
        };
        /**
         * SymbolInfo
         * @description One symbol. A price is a multiple of `minmov / pricescale`.
         *
         *     `session` is in the time of `timezone`. `session_holidays` is a comma list of YYYYMMDD without a session; `corrections` has
         *     `HOURS:YYYYMMDD,YYYYMMDD` items, separated by semicolons, for days of other hours. Both come from the calendar that prices
         *     follow. A contract that expires says when in `expiration_date` (seconds since the epoch).
         */
        SymbolInfo: {
            /** Name */
            name: string;
            /** Ticker */
            ticker: string;
            /** Description */
            description: string;
            /** Type */
            type: string;
            /** Session */
            session: string;
            /**
             * Session Holidays
             * @default
             */
            session_holidays?: string;
            /**
             * Corrections
             * @default
             */
            corrections?: string;
            /** Timezone */
            timezone: string;
            /** Exchange */
            exchange: string;
            /** Listed Exchange */
            listed_exchange: string;
            /**
             * Format
             * @default price
             * @enum {string}
             */
            format?: "price" | "volume";
            /** Minmov */
            minmov: number;
            /** Pricescale */
            pricescale: number;
            /**
             * Has Intraday
             * @default true
             */
            has_intraday?: boolean;
            /**
             * Has Daily
             * @default true
             */
            has_daily?: boolean;
            /**
             * Has Weekly And Monthly
             * @default true
             */
            has_weekly_and_monthly?: boolean;
            /** Intraday Multipliers */
            intraday_multipliers: string[];
            /** Supported Resolutions */
            supported_resolutions: string[];
            /**
             * Volume Precision
             * @default 0
             */
            volume_precision?: number;
            /**
             * Data Status
             * @default streaming
             * @enum {string}
             */
            data_status?: "streaming" | "endofday" | "delayed_streaming";
            /** Currency Code */
            currency_code: string;
            /**
             * Expired
             * @default false
             */
            expired?: boolean;
            /** Expiration Date */
            expiration_date?: number | null;
        };
        /**
         * SymbolType
         * @description A choice of the symbol search.
         */
        SymbolType: {
            /** Value */
            value: string;
            /** Name */
            name: string;
        };
        /**
         * TimescaleMark
         * @description A note on the time scale. `time` is the trading day at 00:00 UTC, in seconds.
         */
        TimescaleMark: {
            /** Id */
            id: string;
            /** Time */
            time: number;
            /** Color */
            color: string;
            /** Label */
            label: string;
            /** Tooltip */
            tooltip: string[];
        };
        /**
         * TradingCalendar
         * @description The sessions of a stretch of days. `known_from` and `known_to` bound what this calendar can tell.
         */
        TradingCalendar: {
            /** Exchange */
            exchange: string;
            /** Name */
            name: string;
            /** Timezone */
            timezone: string;
            /**
             * Known From
             * Format: date
             */
            known_from: string;
            /**
             * Known To
             * Format: date
             */
            known_to: string;
            /** Sessions */
            sessions: components["schemas"]["TradingSession"][];
        };
        /**
         * TradingSession
         * @description One trading day of an exchange.
         */
        TradingSession: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /**
             * Open
             * @description ms since epoch UTC
             */
            open: number;
            /**
             * Close
             * @description ms since epoch UTC; nothing is traded at that very moment
             */
            close: number;
            /**
             * Kind
             * @description the usual hours, other hours on a usual day, or a session on a day that is usually closed
             * @enum {string}
             */
            kind: "regular" | "early" | "special";
            /** Breaks */
            breaks: components["schemas"]["Span"][];
        };
        /**
         * UdfConfiguration
         * @description What this datafeed can do. Search and single symbols; not the download of a whole group.
         */
        UdfConfiguration: {
            /** Exchanges */
            exchanges: components["schemas"]["Exchange"][];
            /** Symbols Types */
            symbols_types: components["schemas"]["SymbolType"][];
            /** Supported Resolutions */
            supported_resolutions: string[];
            /**
             * Supports Marks
             * @default true
             */
            supports_marks?: boolean;
            /**
             * Supports Timescale Marks
             * @default true
             */
            supports_timescale_marks?: boolean;
            /**
             * Supports Time
             * @default true
             */
            supports_time?: boolean;
            /**
             * Supports Search
             * @default true
             */
            supports_search?: boolean;
            /**
             * Supports Group Request
             * @default false
             */
            supports_group_request?: boolean;
        };
        /**
         * UdfError
         * @description What went wrong, answered with status 200, as UDF clients expect it.
         */
        UdfError: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            s: "error";
            /** Errmsg */
            errmsg: string;
        };
        /**
         * UdfHistory
         * @description Bars in columns; `t` in seconds, ascending. The same bars as those of /bars.
         */
        UdfHistory: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            s: "ok";
            /** T */
            t: number[];
            /** O */
            o: number[];
            /** H */
            h: number[];
            /** L */
            l: number[];
            /** C */
            c: number[];
            /** V */
            v: number[];
        };
        /**
         * UdfMarks
         * @description Marks in columns.
         */
        UdfMarks: {
            /** Id */
            id: string[];
            /** Time */
            time: number[];
            /** Color */
            color: string[];
            /** Text */
            text: string[];
            /** Label */
            label: string[];
            /** Labelfontcolor */
            labelFontColor: string[];
            /** Minsize */
            minSize: number[];
        };
        /**
         * UdfNoData
         * @description There are no bars in the range; `nextTime` (seconds) is the newest one before it, if any.
         */
        UdfNoData: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            s: "no_data";
            /** Nexttime */
            nextTime?: number | null;
        };
        /**
         * UdfQuotes
         * @description Quotes of several symbols, each with its own `s`.
         */
        UdfQuotes: {
            /**
             * S
             * @default ok
             * @constant
             */
            s?: "ok";
            /** D */
            d: (components["schemas"]["QuoteOk"] | components["schemas"]["QuoteFailed"])[];
        };
        /**
         * UdfSearchItem
         * @description One hit of the symbol search.
         */
        UdfSearchItem: {
            /** Symbol */
            symbol: string;
            /** Full Name */
            full_name: string;
            /** Description */
            description: string;
            /** Exchange */
            exchange: string;
            /** Ticker */
            ticker: string;
            /** Type */
            type: string;
        };
        /**
         * UdfSymbols
         * @description All symbols in columns. Names as UDF has them, with hyphens.
         */
        UdfSymbols: {
            /** Symbol */
            symbol: string[];
            /** Ticker */
            ticker: string[];
            /** Description */
            description: string[];
            /** Type */
            type: string[];
            /** Exchange-Listed */
            "exchange-listed": string[];
            /** Exchange-Traded */
            "exchange-traded": string[];
            /** Timezone */
            timezone: string[];
            /** Session-Regular */
            "session-regular": string[];
            /** Session-Holidays */
            "session-holidays": string[];
            /** Corrections */
            corrections: string[];
            /** Minmovement */
            minmovement: number[];
            /**
             * Minmovement2
             * @default 0
             */
            minmovement2?: number;
            /** Pricescale */
            pricescale: number[];
            /** Currency-Code */
            "currency-code": string[];
            /** Has-Intraday */
            "has-intraday": boolean[];
            /**
             * Has-Daily
             * @default true
             */
            "has-daily"?: boolean;
            /**
             * Has-Weekly-And-Monthly
             * @default true
             */
            "has-weekly-and-monthly"?: boolean;
            /** Intraday-Multipliers */
            "intraday-multipliers": string[][];
            /** Supported-Resolutions */
            "supported-resolutions": string[][];
        };
        /**
         * Version
         * @description Which release of a module answers.
         */
        Version: {
            /** Module */
            module: string;
            /** Version */
            version: string;
        };
        /**
         * Versions
         * @description Every enabled module's release under one API base.
         */
        Versions: {
            /** Base Url */
            base_url: string;
            /** Modules */
            modules: components["schemas"]["Version"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AccountInfo = components['schemas']['AccountInfo'];
export type AccountMeta = components['schemas']['AccountMeta'];
export type Bar = components['schemas']['Bar'];
export type BarsPage = components['schemas']['BarsPage'];
export type BarsSubscribeRequest = components['schemas']['BarsSubscribeRequest'];
export type Brackets = components['schemas']['Brackets'];
export type BrokerConnection = components['schemas']['BrokerConnection'];
export type BrokerConnectionSubscribeRequest = components['schemas']['BrokerConnectionSubscribeRequest'];
export type CanceledOrders = components['schemas']['CanceledOrders'];
export type ConnectionStatus = components['schemas']['ConnectionStatus'];
export type Connections = components['schemas']['Connections'];
export type CustomFields = components['schemas']['CustomFields'];
export type DatafeedConfiguration = components['schemas']['DatafeedConfiguration'];
export type DayReport = components['schemas']['DayReport'];
export type Dependency = components['schemas']['Dependency'];
export type Deposit = components['schemas']['Deposit'];
export type Depth = components['schemas']['Depth'];
export type DepthLevel = components['schemas']['DepthLevel'];
export type DepthSubscribeRequest = components['schemas']['DepthSubscribeRequest'];
export type DurationType = components['schemas']['DurationType'];
export type EngineStatus = components['schemas']['EngineStatus'];
export type Equity = components['schemas']['Equity'];
export type EquityPoint = components['schemas']['EquityPoint'];
export type EquitySubscribeRequest = components['schemas']['EquitySubscribeRequest'];
export type Exchange = components['schemas']['Exchange'];
export type Execution = components['schemas']['Execution'];
export type ExecutionsPage = components['schemas']['ExecutionsPage'];
export type ExecutionsSubscribeRequest = components['schemas']['ExecutionsSubscribeRequest'];
export type FieldError = components['schemas']['FieldError'];
export type Greeks = components['schemas']['Greeks'];
export type Halt = components['schemas']['Halt'];
export type Health = components['schemas']['Health'];
export type Instance = components['schemas']['Instance'];
export type InstrumentInfo = components['schemas']['InstrumentInfo'];
export type LedgerEntry = components['schemas']['LedgerEntry'];
export type LeverageInfo = components['schemas']['LeverageInfo'];
export type LeveragePreview = components['schemas']['LeveragePreview'];
export type LeverageRequest = components['schemas']['LeverageRequest'];
export type LeverageSet = components['schemas']['LeverageSet'];
export type Mark = components['schemas']['Mark'];
export type ModuleInfo = components['schemas']['ModuleInfo'];
export type NewReplay = components['schemas']['NewReplay'];
export type OptionChain = components['schemas']['OptionChain'];
export type OptionRow = components['schemas']['OptionRow'];
export type OptionSide = components['schemas']['OptionSide'];
export type OrderDuration = components['schemas']['OrderDuration'];
export type OrderEvent = components['schemas']['OrderEvent'];
export type OrderPreview = components['schemas']['OrderPreview'];
export type OrderPrices = components['schemas']['OrderPrices'];
export type OrderStatus = components['schemas']['OrderStatus'];
export type OrderType = components['schemas']['OrderType'];
export type OrdersSubscribeRequest = components['schemas']['OrdersSubscribeRequest'];
export type ParentType = components['schemas']['ParentType'];
export type PlSubscribeRequest = components['schemas']['PlSubscribeRequest'];
export type PlaceOrderResult = components['schemas']['PlaceOrderResult'];
export type PlacedOrder = components['schemas']['PlacedOrder'];
export type Position = components['schemas']['Position'];
export type PositionChange = components['schemas']['PositionChange'];
export type PositionPl = components['schemas']['PositionPl'];
export type PositionsSubscribeRequest = components['schemas']['PositionsSubscribeRequest'];
export type PreOrder = components['schemas']['PreOrder'];
export type PreviewRow = components['schemas']['PreviewRow'];
export type PreviewSection = components['schemas']['PreviewSection'];
export type Problem = components['schemas']['Problem'];
export type ProfitAndLoss = components['schemas']['ProfitAndLoss'];
export type QtyRange = components['schemas']['QtyRange'];
export type QuoteError = components['schemas']['QuoteError'];
export type QuoteFailed = components['schemas']['QuoteFailed'];
export type QuoteOk = components['schemas']['QuoteOk'];
export type QuoteValues = components['schemas']['QuoteValues'];
export type Quotes = components['schemas']['Quotes'];
export type QuotesRequest = components['schemas']['QuotesRequest'];
export type QuotesSubscribeRequest = components['schemas']['QuotesSubscribeRequest'];
export type Readiness = components['schemas']['Readiness'];
export type Replay = components['schemas']['Replay'];
export type ReplayChange = components['schemas']['ReplayChange'];
export type ReplayContract = components['schemas']['ReplayContract'];
export type ReplayFees = components['schemas']['ReplayFees'];
export type ReplayFills = components['schemas']['ReplayFills'];
export type ReplayHours = components['schemas']['ReplayHours'];
export type ReplayMarks = components['schemas']['ReplayMarks'];
export type ReplayOrder = components['schemas']['ReplayOrder'];
export type ReplayProgress = components['schemas']['ReplayProgress'];
export type ReplaySpan = components['schemas']['ReplaySpan'];
export type ReplaySubscribeRequest = components['schemas']['ReplaySubscribeRequest'];
export type ReplayTick = components['schemas']['ReplayTick'];
export type ReplayTicks = components['schemas']['ReplayTicks'];
export type ReportLink = components['schemas']['ReportLink'];
export type ReportProfit = components['schemas']['ReportProfit'];
export type ReportReconciliation = components['schemas']['ReportReconciliation'];
export type ReportRisk = components['schemas']['ReportRisk'];
export type ReportSum = components['schemas']['ReportSum'];
export type ReportTrades = components['schemas']['ReportTrades'];
export type Reset = components['schemas']['Reset'];
export type Resume = components['schemas']['Resume'];
export type SearchSymbolResultItem = components['schemas']['SearchSymbolResultItem'];
export type ServerTime = components['schemas']['ServerTime'];
export type SessionCheck = components['schemas']['SessionCheck'];
export type SessionEngine = components['schemas']['SessionEngine'];
export type SessionIncident = components['schemas']['SessionIncident'];
export type SessionMoment = components['schemas']['SessionMoment'];
export type SessionStatus = components['schemas']['SessionStatus'];
export type Side = components['schemas']['Side'];
export type Span = components['schemas']['Span'];
export type StopType = components['schemas']['StopType'];
export type SubscribeResponse = components['schemas']['SubscribeResponse'];
export type SymbolInfo = components['schemas']['SymbolInfo'];
export type SymbolType = components['schemas']['SymbolType'];
export type TimescaleMark = components['schemas']['TimescaleMark'];
export type TradingCalendar = components['schemas']['TradingCalendar'];
export type TradingSession = components['schemas']['TradingSession'];
export type UdfConfiguration = components['schemas']['UdfConfiguration'];
export type UdfError = components['schemas']['UdfError'];
export type UdfHistory = components['schemas']['UdfHistory'];
export type UdfMarks = components['schemas']['UdfMarks'];
export type UdfNoData = components['schemas']['UdfNoData'];
export type UdfQuotes = components['schemas']['UdfQuotes'];
export type UdfSearchItem = components['schemas']['UdfSearchItem'];
export type UdfSymbols = components['schemas']['UdfSymbols'];
export type Version = components['schemas']['Version'];
export type Versions = components['schemas']['Versions'];
export type $defs = Record<string, never>;
export interface operations {
    broker_get_account_info: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountInfo"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_accounts: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountMeta"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_deposit_cash: {
        parameters: {
            query?: never;
            header?: {
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Deposit"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountInfo"];
                };
            };
            /** @description Only where BROKER_ADMIN is on */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_set_halt: {
        parameters: {
            query?: never;
            header?: {
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Halt"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountInfo"];
                };
            };
            /** @description Only where BROKER_ADMIN is on */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_reset_account: {
        parameters: {
            query?: never;
            header?: {
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reset"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountInfo"];
                };
            };
            /** @description Only where BROKER_ADMIN is on */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_connection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrokerConnection"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_connections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connections"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_equity: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Equity"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_equity_history: {
        parameters: {
            query?: {
                /** @description ms since epoch UTC */
                from?: number;
                /** @description ms since epoch UTC */
                to?: number;
                limit?: number;
            };
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EquityPoint"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_executions: {
        parameters: {
            query?: {
                symbol?: string | null;
                /** @description ms since epoch UTC */
                from?: number;
                /** @description ms since epoch UTC */
                to?: number;
                /** @description from the page before */
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutionsPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_executions_of_symbol: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path: {
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Execution"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_instance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instance"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_instrument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstrumentInfo"];
                };
            };
            /** @description No such order in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_ledger: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerEntry"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_leverage_info: {
        parameters: {
            query: {
                /** @description such as AAPL, SIMX-202403 or SIMX-20240315-C4200 */
                symbol: string;
            };
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeverageInfo"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_preview_leverage: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeverageRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeveragePreview"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_set_leverage: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeverageRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeverageSet"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_orders: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacedOrder"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_place_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreOrder"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaceOrderResult"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_cancel_orders: {
        parameters: {
            query?: {
                symbol?: string | null;
                /** @description 1 buy, -1 sell */
                side?: 1 | -1;
            };
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CanceledOrders"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_orders_history: {
        parameters: {
            query?: {
                /** @description only orders with ids below this one */
                before?: string;
                limit?: number;
            };
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacedOrder"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_preview_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreOrder"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPreview"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacedOrder"];
                };
            };
            /** @description No such order in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_modify_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
                /** @description do it only if the order still has this version */
                "If-Match"?: string | null;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderPrices"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacedOrder"];
                };
            };
            /** @description No such order in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The order is final */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The order has another version now */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_cancel_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
                /** @description do it only if the order still has this version */
                "If-Match"?: string | null;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacedOrder"];
                };
            };
            /** @description No such order in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The order is final */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The order has another version now */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_order_events: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderEvent"][];
                };
            };
            /** @description No such order in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_positions: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Position"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_close_position: {
        parameters: {
            query?: {
                amount?: string | null;
            };
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                position_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PositionChange"];
                };
            };
            /** @description No such order in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_edit_position_brackets: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                position_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Brackets"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Position"];
                };
            };
            /** @description No such order in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_reverse_position: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                position_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PositionChange"];
                };
            };
            /** @description No such order in this account */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description A dependency does not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_replays: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"][];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description chosen by whoever drives it; no account of that name trades */
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description No such replay */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_open_replay: {
        parameters: {
            query: {
                owner: string;
            };
            header?: {
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description chosen by whoever drives it; no account of that name trades */
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReplay"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description It was begun with other rules */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_replay_changes: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description chosen by whoever drives it; no account of that name trades */
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayChange"][];
                };
            };
            /** @description No such replay */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_mark_replay: {
        parameters: {
            query?: never;
            header: {
                /** @description from the opening: only the newest owner may */
                "X-Fence": number;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description chosen by whoever drives it; no account of that name trades */
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayMarks"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayProgress"];
                };
            };
            /** @description No such replay */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another process drives it now, or its clock is past that moment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_place_replay_order: {
        parameters: {
            query?: never;
            header: {
                /** @description from the opening: only the newest owner may */
                "X-Fence": number;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description chosen by whoever drives it; no account of that name trades */
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayOrder"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayProgress"];
                };
            };
            /** @description No such replay */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another process drives it now, or its clock is past that moment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_cancel_replay_order: {
        parameters: {
            query: {
                /** @description ms since epoch UTC */
                at: number;
            };
            header: {
                /** @description from the opening: only the newest owner may */
                "X-Fence": number;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description chosen by whoever drives it; no account of that name trades */
                replay_id: string;
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayProgress"];
                };
            };
            /** @description No such replay */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another process drives it now, or its clock is past that moment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_show_replay_ticks: {
        parameters: {
            query?: never;
            header: {
                /** @description from the opening: only the newest owner may */
                "X-Fence": number;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description chosen by whoever drives it; no account of that name trades */
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayTicks"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayProgress"];
                };
            };
            /** @description No such replay */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another process drives it now, or its clock is past that moment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store cannot be used now; nothing was changed */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broker_get_version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_sessions: {
        parameters: {
            query: {
                /** @description the first day, as YYYY-MM-DD */
                from: string;
                /** @description the last day, included */
                to: string;
            };
            header?: never;
            path: {
                /** @description ISO 10383 code, such as XNYS */
                exchange: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TradingCalendar"];
                };
            };
            /** @description No calendar of that exchange */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_engines: {
        parameters: {
            query?: {
                /** @description as YYYY-MM-DD; the newest day with a session without it */
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineStatus"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_instance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instance"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_modules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModuleInfo"][];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description A dependency does not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_reports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportLink"][];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description as YYYY-MM-DD */
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayReport"];
                };
            };
            /** @description There is nothing of that day */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_session_status: {
        parameters: {
            query?: {
                /** @description as YYYY-MM-DD; the newest day with a session without it */
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStatus"];
                };
            };
            /** @description There is nothing of that day */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_server_time: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerTime"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    core_get_versions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Versions"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_bars: {
        parameters: {
            query: {
                /** @description such as AAPL, SIMX-202403 or SIMX-20240315-C4200 */
                symbol: string;
                /** @description 1 5 15 30 60 240 1D 1W 1M; also D W M */
                resolution: string;
                /** @description seconds since the epoch, UTC */
                from_time?: number;
                /** @description seconds since the epoch, UTC; default: now, the forming bar included */
                to_time?: number | null;
                count_back?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BarsPage"];
                };
            };
            /** @description No such symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatafeedConfiguration"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_connections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connections"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_instance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instance"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_marks: {
        parameters: {
            query: {
                /** @description such as AAPL, SIMX-202403 or SIMX-20240315-C4200 */
                symbol: string;
                /** @description seconds since the epoch, UTC */
                from_time?: number;
                /** @description seconds since the epoch, UTC; default: now, the forming bar included */
                to_time?: number | null;
                /** @description 1 5 15 30 60 240 1D 1W 1M; also D W M */
                resolution?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mark"][];
                };
            };
            /** @description No such symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_option_chain: {
        parameters: {
            query?: {
                /** @description as YYYY-MM-DD; default: the nearest there is */
                expiry?: string | null;
            };
            header?: never;
            path: {
                underlying: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OptionChain"];
                };
            };
            /** @description No such symbol, or no options on it that expire then */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_quotes: {
        parameters: {
            query: {
                /** @description comma list of at most 100 symbols */
                symbols: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["QuoteOk"] | components["schemas"]["QuoteFailed"])[];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_post_quotes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuotesRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["QuoteOk"] | components["schemas"]["QuoteFailed"])[];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description A dependency does not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_resolve_symbol: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SymbolInfo"];
                };
            };
            /** @description No such symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_search_symbols: {
        parameters: {
            query?: {
                user_input?: string;
                exchange?: string;
                symbol_type?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchSymbolResultItem"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_timescale_marks: {
        parameters: {
            query: {
                /** @description such as AAPL, SIMX-202403 or SIMX-20240315-C4200 */
                symbol: string;
                /** @description seconds since the epoch, UTC */
                from_time?: number;
                /** @description seconds since the epoch, UTC; default: now, the forming bar included */
                to_time?: number | null;
                /** @description 1 5 15 30 60 240 1D 1W 1M; also D W M */
                resolution?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimescaleMark"][];
                };
            };
            /** @description No such symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_udf_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UdfConfiguration"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_udf_history: {
        parameters: {
            query: {
                /** @description its ticker, such as AAPL */
                symbol: string;
                /** @description 1 5 15 30 60 240 1D 1W 1M; also D W M */
                resolution: string;
                /** @description seconds since the epoch, UTC */
                from: number;
                /** @description seconds since the epoch, UTC; exclusive */
                to: number;
                countback?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UdfHistory"] | components["schemas"]["UdfNoData"] | components["schemas"]["UdfError"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_udf_marks: {
        parameters: {
            query: {
                /** @description its ticker, such as AAPL */
                symbol: string;
                /** @description seconds since the epoch, UTC */
                from: number;
                /** @description seconds since the epoch, UTC; exclusive */
                to: number;
                /** @description 1 5 15 30 60 240 1D 1W 1M; also D W M */
                resolution?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UdfMarks"] | components["schemas"]["UdfError"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_udf_quotes: {
        parameters: {
            query: {
                /** @description comma list of at most 100 symbols */
                symbols: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UdfQuotes"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_udf_search: {
        parameters: {
            query?: {
                query?: string;
                type?: string;
                exchange?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UdfSearchItem"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_udf_symbol_info: {
        parameters: {
            query?: {
                group?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UdfSymbols"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_udf_symbols: {
        parameters: {
            query: {
                /** @description its ticker, such as AAPL */
                symbol: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SymbolInfo"] | components["schemas"]["UdfError"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_udf_time: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_udf_timescale_marks: {
        parameters: {
            query: {
                /** @description its ticker, such as AAPL */
                symbol: string;
                /** @description seconds since the epoch, UTC */
                from: number;
                /** @description seconds since the epoch, UTC; exclusive */
                to: number;
                /** @description 1 5 15 30 60 240 1D 1W 1M; also D W M */
                resolution?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimescaleMark"][] | components["schemas"]["UdfError"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    datafeed_get_version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
