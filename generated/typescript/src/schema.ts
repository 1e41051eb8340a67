// Written by `invoke gen -p typescript` from the application's contracts; edits are lost.

export interface paths {
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
        /** @description Take a limit order. It rests until it is canceled: fills arrive with the paper matcher, other types as well. */
        post: operations["broker_place_order"];
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
        put?: never;
        post?: never;
        /** @description Cancel an order; the answer is its last state. */
        delete: operations["broker_cancel_order"];
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
         * Bar
         * @description One bar. `time` is ms since epoch UTC at which it begins; days, weeks and months begin at 00:00 UTC.
         */
        Bar: {
            /** Close */
            close: number;
            /** High */
            high: number;
            /** Low */
            low: number;
            /** Open */
            open: number;
            /** Time */
            time: number;
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
            /** Next Time */
            next_time?: number | null;
            /** No Data */
            no_data: boolean;
        };
        /**
         * BarsSubscribeRequest
         * @description Live bars of one symbol and resolution.
         */
        BarsSubscribeRequest: {
            /**
             * Resolution
             * @description 1 5 15 30 60 240 1D 1W 1M; also D W M
             */
            resolution: string;
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
            /**
             * Symbol
             * @description such as AAPL
             */
            symbol: string;
        };
        /**
         * DatafeedConfiguration
         * @description What this datafeed can do.
         */
        DatafeedConfiguration: {
            /** Exchanges */
            exchanges: components["schemas"]["Exchange"][];
            /** Supported Resolutions */
            supported_resolutions: string[];
            /**
             * Supports Marks
             * @default false
             */
            supports_marks?: boolean;
            /**
             * Supports Time
             * @default true
             */
            supports_time?: boolean;
            /**
             * Supports Timescale Marks
             * @default false
             */
            supports_timescale_marks?: boolean;
            /** Symbols Types */
            symbols_types: components["schemas"]["SymbolType"][];
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
         * Exchange
         * @description A choice of the symbol search.
         */
        Exchange: {
            /** Desc */
            desc: string;
            /** Name */
            name: string;
            /** Value */
            value: string;
        };
        /**
         * FieldError
         * @description One thing that is wrong with a request.
         */
        FieldError: {
            /**
             * Code
             * @description A stable word for programs, such as `missing`
             */
            code: string;
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
            /** Instance */
            instance: string;
            /** Pid */
            pid: number;
            /** Server */
            server: string;
        };
        /**
         * ModuleInfo
         * @description An enabled module and where its documents are. Absent links are null: the module has no WebSocket.
         */
        ModuleInfo: {
            /** Asyncapi */
            asyncapi: string | null;
            /** Description */
            description: string;
            /** Docs */
            docs: string;
            /** Name */
            name: string;
            /** Openapi */
            openapi: string;
            /** Url */
            url: string;
            /** Version */
            version: string;
            /** Ws */
            ws: string | null;
            /** Ws Docs */
            ws_docs: string | null;
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
            /** Avgprice */
            avgPrice: string | null;
            /**
             * Filledqty
             * Format: decimal
             * @example 12.50
             */
            filledQty: string;
            /**
             * Id
             * @description sorts by time of placing
             */
            id: string;
            /** Limitprice */
            limitPrice: string | null;
            /** Message */
            message: string;
            /**
             * Qty
             * Format: decimal
             * @example 12.50
             */
            qty: string;
            side: components["schemas"]["Side"];
            status: components["schemas"]["OrderStatus"];
            /** Symbol */
            symbol: string;
            type: components["schemas"]["OrderType"];
            /** Updatetime */
            updateTime: number;
            /** Version */
            version: number;
        };
        /**
         * PreOrder
         * @description An order before it is placed.
         */
        PreOrder: {
            /** Limitprice */
            limitPrice?: string | null;
            /**
             * Qty
             * Format: decimal
             * @example 12.50
             */
            qty: string;
            side: components["schemas"]["Side"];
            /**
             * Symbol
             * @description such as AAPL
             */
            symbol: string;
            type: components["schemas"]["OrderType"];
        };
        /**
         * Problem
         * @description An error as application/problem+json (RFC 9457), the only form in which this API reports errors.
         */
        Problem: {
            /**
             * Code
             * @description A stable word for programs, such as `order_unknown`
             */
            code: string;
            /**
             * Detail
             * @description What went wrong this time
             */
            detail: string;
            /**
             * Errors
             * @description Each fault on its own, where there are several
             * @default null
             */
            errors?: components["schemas"]["FieldError"][] | null;
            /** Status */
            status: number;
            /**
             * Title
             * @description The HTTP status in words
             */
            title: string;
            /**
             * Type
             * @default about:blank
             */
            type: string;
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
            /** N */
            n: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            s: "error";
            v: components["schemas"]["QuoteError"];
        };
        /**
         * QuoteOk
         * @description A quote of symbol `n`.
         */
        QuoteOk: {
            /** N */
            n: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            s: "ok";
            v: components["schemas"]["QuoteValues"];
        };
        /**
         * QuoteValues
         * @description A quote: last price, change since the previous day's close, best bid and ask, the day's range.
         */
        QuoteValues: {
            /** Ask */
            ask: number;
            /** Bid */
            bid: number;
            /** Ch */
            ch: number;
            /** Chp */
            chp: number;
            /** Description */
            description: string;
            /** Exchange */
            exchange: string;
            /** High Price */
            high_price: number;
            /** Low Price */
            low_price: number;
            /** Lp */
            lp: number;
            /** Open Price */
            open_price: number;
            /** Original Name */
            original_name: string;
            /** Prev Close Price */
            prev_close_price: number;
            /** Short Name */
            short_name: string;
            /** Spread */
            spread: number;
            /** Volume */
            volume: number;
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
            /** Fast Symbols */
            fast_symbols?: string[];
            /** @default null */
            resume?: components["schemas"]["Resume"] | null;
            /** Symbols */
            symbols?: string[];
        };
        /**
         * Readiness
         * @description Every dependency answers. When one does not, the answer is a 503 problem that names it.
         */
        Readiness: {
            /** Dependencies */
            dependencies: components["schemas"]["Dependency"][];
            /**
             * Status
             * @constant
             */
            status: "ready";
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
            /** Description */
            description: string;
            /** Exchange */
            exchange: string;
            /** Symbol */
            symbol: string;
            /** Ticker */
            ticker: string;
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
         * Side
         * @description Which way an order trades.
         * @enum {integer}
         */
        Side: 1 | -1;
        /**
         * SubscribeResponse
         * @description The topic is open. Updates up to `seq` are either replayed next or, with `snapshot`, replaced by the state sent next.
         */
        SubscribeResponse: {
            /**
             * Epoch
             * @description names the sequence; numbers of different epochs cannot be compared
             */
            epoch: string;
            /**
             * Message
             * @default
             */
            message?: string;
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
            /**
             * Status
             * @default ok
             * @constant
             */
            status?: "ok";
            /**
             * Topic
             * @description the topic as the subscribe reply named it
             */
            topic: string;
        };
        /**
         * SymbolInfo
         * @description One symbol. A price is a multiple of `minmov / pricescale`.
         */
        SymbolInfo: {
            /**
             * Corrections
             * @default
             */
            corrections?: string;
            /** Currency Code */
            currency_code: string;
            /**
             * Data Status
             * @default streaming
             * @enum {string}
             */
            data_status?: "streaming" | "endofday" | "delayed_streaming";
            /** Description */
            description: string;
            /** Exchange */
            exchange: string;
            /**
             * Expired
             * @default false
             */
            expired?: boolean;
            /**
             * Format
             * @default price
             * @enum {string}
             */
            format?: "price" | "volume";
            /**
             * Has Daily
             * @default true
             */
            has_daily?: boolean;
            /**
             * Has Intraday
             * @default true
             */
            has_intraday?: boolean;
            /**
             * Has Weekly And Monthly
             * @default true
             */
            has_weekly_and_monthly?: boolean;
            /** Intraday Multipliers */
            intraday_multipliers: string[];
            /** Listed Exchange */
            listed_exchange: string;
            /** Minmov */
            minmov: number;
            /** Name */
            name: string;
            /** Pricescale */
            pricescale: number;
            /** Session */
            session: string;
            /**
             * Session Holidays
             * @default
             */
            session_holidays?: string;
            /** Supported Resolutions */
            supported_resolutions: string[];
            /** Ticker */
            ticker: string;
            /** Timezone */
            timezone: string;
            /** Type */
            type: string;
            /**
             * Volume Precision
             * @default 0
             */
            volume_precision?: number;
        };
        /**
         * SymbolType
         * @description A choice of the symbol search.
         */
        SymbolType: {
            /** Name */
            name: string;
            /** Value */
            value: string;
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
export type Bar = components['schemas']['Bar'];
export type BarsPage = components['schemas']['BarsPage'];
export type BarsSubscribeRequest = components['schemas']['BarsSubscribeRequest'];
export type DatafeedConfiguration = components['schemas']['DatafeedConfiguration'];
export type Dependency = components['schemas']['Dependency'];
export type Exchange = components['schemas']['Exchange'];
export type FieldError = components['schemas']['FieldError'];
export type Health = components['schemas']['Health'];
export type Instance = components['schemas']['Instance'];
export type ModuleInfo = components['schemas']['ModuleInfo'];
export type OrderStatus = components['schemas']['OrderStatus'];
export type OrderType = components['schemas']['OrderType'];
export type OrdersSubscribeRequest = components['schemas']['OrdersSubscribeRequest'];
export type PlaceOrderResult = components['schemas']['PlaceOrderResult'];
export type PlacedOrder = components['schemas']['PlacedOrder'];
export type PreOrder = components['schemas']['PreOrder'];
export type Problem = components['schemas']['Problem'];
export type QuoteError = components['schemas']['QuoteError'];
export type QuoteFailed = components['schemas']['QuoteFailed'];
export type QuoteOk = components['schemas']['QuoteOk'];
export type QuoteValues = components['schemas']['QuoteValues'];
export type Quotes = components['schemas']['Quotes'];
export type QuotesRequest = components['schemas']['QuotesRequest'];
export type QuotesSubscribeRequest = components['schemas']['QuotesSubscribeRequest'];
export type Readiness = components['schemas']['Readiness'];
export type Resume = components['schemas']['Resume'];
export type SearchSymbolResultItem = components['schemas']['SearchSymbolResultItem'];
export type ServerTime = components['schemas']['ServerTime'];
export type Side = components['schemas']['Side'];
export type SubscribeResponse = components['schemas']['SubscribeResponse'];
export type SymbolInfo = components['schemas']['SymbolInfo'];
export type SymbolType = components['schemas']['SymbolType'];
export type Version = components['schemas']['Version'];
export type Versions = components['schemas']['Versions'];
export type $defs = Record<string, never>;
export interface operations {
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
    broker_cancel_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description whose orders */
                "X-Account"?: string;
                /** @description send a request again with the same key, and it is done once; kept for seven days */
                "Idempotency-Key"?: string | null;
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
                /** @description such as AAPL */
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
