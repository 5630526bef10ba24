// Made by `npm run -s openapi` of docs/openapi.json.

export interface paths {
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what, newest first
         * @description Each change of the catalogue and each action on a job, with what there was before and after.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes, newest first
         * @description What has changed in the catalogue; with `explain` also how many variants each touches, and why.
         */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cost-summaries/{variant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The cost of a variant
         * @description 404 only where there is no such variant: one that was never costed has no figures.
         */
        get: operations["getCostSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cost-summaries/by-sku/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The cost of the variant with this SKU
         * @description 404 only where there is no such variant: one that was never costed has no figures.
         */
        get: operations["getCostSummaryBySku"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs, newest first
         * @description Every recalculation that there was.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a job is
         * @description With its rate and the time to its end, and why it cannot go on, where it cannot.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a job that waits or runs
         * @description What readers see does not change.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What moved from this job to another one
         * @description The summaries of both must still be held: the released ones, those before, staged and kept ones are.
         */
        get: operations["diffJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up the result of a staged job
         * @description Or of a failed one; what readers see does not change.
         */
        post: operations["discardJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why variants failed
         * @description Each cause with its count and a few examples, all on one page.
         */
        get: operations["listJobErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events of a job
         * @description Server-sent events to the end of the job; `EventSource` connects again where it was cut off.
         */
        get: operations["watchJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/keep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep the summaries of a job
         * @description Under a name, beyond later releases, until `drop` gives it up.
         */
        post: operations["keepJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show readers the result of a staged job
         * @description 409 when more variants failed than `allow_failed`.
         */
        post: operations["releaseJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take up a failed job again
         * @description What is done stays done; the rest is computed with the prices and formulas that it began with.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo the release of this job
         * @description Readers see the summaries from before again; the answer is the job that they see then. 409 unless they see those of this job.
         */
        post: operations["rollbackJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recalculate/all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cost every variant
         * @description Starts a job. 409 while another one is active: `running_job_id` names it.
         */
        post: operations["recalculateAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recalculate/delta": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cost what pending changes touch
         * @description Starts a job, or says that there is nothing to do. A job that is COMPLETED at once has processed changes that no cost depends on. 409 while another one is active: `running_job_id` names it.
         */
        post: operations["recalculateDelta"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mill in numbers
         * @description How much there is, what readers see, and how the last job went.
         */
        get: operations["getStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every worker that the ledger knows
         * @description The longest known first, all on one page. Takes a second when one that should answer does not.
         */
        get: operations["listWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the process is, for people
         * @description 200 whatever it says.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process lives
         * @description A process that does not answer should be killed; never for what the database does.
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests should be sent here
         * @description 503 while the database does not answer.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/startup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process has started
         * @description The database was opened and its schema checked before the first request.
         */
        get: operations["getStartup"];
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
        /** @description What somebody did, written by the transaction that did it. */
        AuditEntry: {
            /** @description `INSERT`, `UPDATE`, `DELETE`, `IMPORT`; of jobs what was asked, or what became of them. */
            action: string;
            /** @description A key's name; `api` without keys, `cli` for commands, else the database role. */
            actor: string;
            /** @description null: there is nothing any more. */
            after: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            at: string;
            /** @description null: there was nothing. */
            before: {
                [key: string]: unknown;
            } | null;
            db_role: string;
            id: string;
            /** @description Its natural key; `*`: many. */
            key: string;
            /** @description The resource. */
            subject: string;
            /** @description Entries of one transaction share it. */
            transaction_id: string;
        };
        /** @description A page of a list. */
        AuditEntryPage: {
            data: components["schemas"]["AuditEntry"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description What makes costs other ones although nobody changed it since, say a price that came into force. */
        CauseWithoutChange: {
            /** @enum {string} */
            cause: "PARAMETER" | "ITEM" | "ROUTING" | "MASTER_YARN" | "VARIANT" | "IMPORT";
            key: string | null;
            /** @description Variants; null: not asked for, or too many causes to count each. */
            touches: number | null;
            /** @description How it gets into their costs, a line for each routing. */
            why: string[] | null;
        };
        /** @description A change of the catalogue, recorded by the transaction that made it. */
        Change: {
            /** @description Of a parameter the key, of an item, routing or yarn the code, of a variant the id. */
            affected_key: string;
            age_seconds: number;
            /** Format: uuid */
            change_id: string;
            /** @enum {string} */
            change_type: "PRICE_RATE" | "FORMULA" | "VARIANT" | "MASTER_YARN" | "PARAMETER" | "IMPORT";
            /** Format: date-time */
            created_at: string;
            /** @description The job that claimed it, or by which it became processed. */
            job_no: number | null;
            /** @description null: there is nothing any more. */
            new_value: {
                [key: string]: unknown;
            } | null;
            /** @description null: there was nothing. */
            old_value: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            processed_at: string | null;
            /**
             * @description CLAIMED: a delta that is active computes with it.
             * @enum {string}
             */
            status: "PENDING" | "CLAIMED" | "PROCESSED";
            /** @description Variants; null: not asked for, or too many causes to count each. */
            touches: number | null;
            /** @description How it gets into their costs, a line for each routing. */
            why: string[] | null;
        };
        /** @description Changes, the newest first; what needs counting is null unless `explain` asks for it. */
        Changes: {
            /**
             * Format: date
             * @description The day whose rates are compared.
             */
            as_of: string;
            data: components["schemas"]["Change"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            pending: {
                by_type: {
                    FORMULA?: number;
                    IMPORT?: number;
                    MASTER_YARN?: number;
                    PARAMETER?: number;
                    PRICE_RATE?: number;
                    VARIANT?: number;
                };
                count: number;
                oldest_seconds: number | null;
            };
            /** @description null: there are no figures yet, and every variant is to be costed. */
            released_job_no: number | null;
            /** @description Variants that a delta of this moment would cost. */
            touches: number | null;
            without_change: components["schemas"]["CauseWithoutChange"][] | null;
        };
        /** @description Money before and after. */
        CostChange: {
            /** @description Money, with 6 decimals. */
            change: string;
            /** @description Money, with 6 decimals. */
            from: string;
            /** @description To two decimals; null where there was nothing before. */
            percent: number | null;
            /** @description Money, with 6 decimals. */
            to: string;
        };
        /** @description A variant whose grand total moved; null of what was deleted. */
        CostMover: {
            /** @description Money, with 6 decimals. */
            change: string;
            /** @description Money, with 6 decimals. */
            from: string;
            master_yarn: string | null;
            /** @description To two decimals; null where there was nothing before. */
            percent: number | null;
            routing: string | null;
            sku: string | null;
            /** @description Money, with 6 decimals. */
            to: string;
            /** Format: uuid */
            variant_id: string;
        };
        /** @description What a variant costs for one unit of its output; figures are null when no job has costed it yet. */
        CostSummary: {
            /** Format: date */
            as_of: string | null;
            /** Format: date-time */
            calculated_at: string | null;
            currency: string;
            /** @description Money, with 6 decimals. */
            grand_total: string | null;
            /** @description The job that computed the figures. */
            job_no: number | null;
            output_unit: string | null;
            sku: string;
            /**
             * @description PENDING: a pending change touches it. FAILED: its last computation failed; the figures are the ones before.
             * @enum {string}
             */
            status: "CURRENT" | "PENDING" | "FAILED" | "NEVER";
            /** @description Money, with 6 decimals. */
            total_material_cost: string | null;
            /** @description Money, with 6 decimals. */
            total_overhead: string | null;
            /** @description Money, with 6 decimals. */
            total_process_cost: string | null;
            /** Format: uuid */
            variant_id: string;
        };
        /** @description One thing wrong with an input. */
        Fault: {
            code: string;
            message: string;
            path: string;
        };
        /** @description How the process and what it depends on are. */
        Health: {
            /** @enum {string} */
            database: "OK" | "AWAY";
            epoch: number | null;
            released_generation: number | null;
            /** @enum {string} */
            status: "OK" | "DEGRADED";
            uptime_seconds: number;
            version: string;
        };
        /** @description A recalculation. */
        Job: {
            /**
             * Format: date
             * @description Rates in force on this day.
             */
            as_of: string;
            /** Format: date-time */
            created_at: string;
            error: string | null;
            /** @description To the end at this rate; null when nothing is known. */
            eta_seconds: number | null;
            failed: number;
            /** Format: date-time */
            finished_at: string | null;
            /** Format: uuid */
            job_id: string;
            job_no: number;
            /** @description Name under which its summaries are kept. */
            kept_name: string | null;
            /** @enum {string} */
            mode: "FULL" | "DELTA";
            /** @description Why it cannot go on by itself; only where one job is asked for. */
            notice?: string | null;
            /**
             * @description How a delta reaches readers.
             * @enum {string|null}
             */
            plan: "MERGE" | "MERGE_BY_PARTITION" | "REBUILD" | "NOTHING" | null;
            processed: number;
            /** @description Variants a second since the first task was claimed. */
            rate: number;
            /** Format: date-time */
            started_at: string | null;
            /** @enum {string} */
            status: "PENDING" | "RUNNING" | "STAGED" | "COMPLETED" | "FAILED" | "CANCELLED" | "DISCARDED";
            /** @description Variants to cost; an estimate while it runs. */
            total: number;
        };
        /** @description Sums over the variants that both jobs have, in all and by group, and those that moved most. */
        JobDiff: {
            by_master_yarn: components["schemas"]["MasterYarnDiff"][];
            by_routing: components["schemas"]["RoutingDiff"][];
            /** @description In both, with another figure. */
            changed: number;
            from_job_no: number;
            grand_total: components["schemas"]["CostChange"];
            only_from: number;
            only_to: number;
            to_job_no: number;
            top_movers: components["schemas"]["CostMover"][];
            total_material_cost: components["schemas"]["CostChange"];
            total_overhead: components["schemas"]["CostChange"];
            total_process_cost: components["schemas"]["CostChange"];
            /** @description In both. */
            variants: number;
        };
        /** @description Variants that failed for one cause. */
        JobErrorCause: {
            code: string;
            count: number;
            message: string;
            /** @description The parameter that has no value, else empty. */
            name: string;
            routing: string;
            samples: {
                sku: string | null;
                /** Format: uuid */
                variant_id: string;
            }[];
            /** @description Empty: before the first step. */
            step: string;
        };
        /** @description Why variants failed: causes, the most frequent first, each with a few examples. */
        JobErrors: {
            data: components["schemas"]["JobErrorCause"][];
            failed: number;
            job_no: number;
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        JobPage: {
            data: components["schemas"]["Job"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description The job, which goes on by itself. */
        JobStarted: {
            /** Format: uuid */
            job_id: string;
            job_no: number;
            message: string;
            /** @enum {string} */
            status: "PENDING" | "RUNNING" | "STAGED" | "COMPLETED" | "FAILED" | "CANCELLED" | "DISCARDED";
        };
        KeepJob: {
            /** @description true: keep it no longer. */
            drop?: boolean;
            /** @description How the kept job is called; default `job-` and its number. */
            name?: string;
        };
        /** @description Sums over the variants of a yarn; null: those that were deleted. */
        MasterYarnDiff: {
            /** @description In both, with another figure. */
            changed: number;
            grand_total: components["schemas"]["CostChange"];
            master_yarn: string | null;
            only_from: number;
            only_to: number;
            total_material_cost: components["schemas"]["CostChange"];
            total_overhead: components["schemas"]["CostChange"];
            total_process_cost: components["schemas"]["CostChange"];
            /** @description In both. */
            variants: number;
        };
        /** @description No job was made: no change is pending. */
        NothingToDo: {
            message: string;
            /** @enum {string} */
            status: "NOTHING_TO_DO";
        };
        /** @description It is so. */
        Ok: {
            /** @enum {string} */
            status: "OK";
        };
        /** @description Why a request was not done (RFC 9457); programs go by `code`. */
        Problem: {
            code: string;
            detail: string;
            errors?: components["schemas"]["Fault"][];
            status: number;
            title: string;
            /** @constant */
            type: "about:blank";
        } & {
            [key: string]: unknown;
        };
        RecalculateAll: {
            /** @description Share of failed variants up to which the job is released; default 0.01. */
            allow_failed?: number;
            /**
             * Format: date
             * @description Rates in force on this day; default today in the time zone of the mill.
             */
            as_of?: string;
            /** @description Values of this job only: parameter key → number, or item code. */
            base_params?: {
                [key: string]: number | string;
            };
            /** @description false: the job stops at STAGED, before readers see its result. */
            release?: boolean;
        };
        RecalculateDelta: {
            /** @description Share of failed variants up to which the job is released; default 0.01. */
            allow_failed?: number;
            /**
             * Format: date
             * @description Rates in force on this day; default today in the time zone of the mill.
             */
            as_of?: string;
            /** @description Values of this job only: parameter key → number, or item code. */
            base_params?: {
                [key: string]: number | string;
            };
            /** @description Only these changes, all of which are pending; default all that are. */
            change_ids?: string[];
            /** @description Also the variants whose last computation failed. */
            failed?: boolean;
            /** @description false: the job stops at STAGED, before readers see its result. */
            release?: boolean;
        };
        /** @description What readers see. */
        Released: {
            /** Format: date */
            as_of: string;
            epoch: number;
            generation: number;
            /** Format: uuid */
            job_id: string;
            /** Format: date-time */
            released_at: string;
        };
        ReleaseJob: {
            /** @description Share of failed variants up to which to release; default what the job was created with. */
            allow_failed?: number;
        };
        /** @description Sums over the variants of a routing; null: those that were deleted. */
        RoutingDiff: {
            /** @description In both, with another figure. */
            changed: number;
            grand_total: components["schemas"]["CostChange"];
            only_from: number;
            only_to: number;
            routing: string | null;
            total_material_cost: components["schemas"]["CostChange"];
            total_overhead: components["schemas"]["CostChange"];
            total_process_cost: components["schemas"]["CostChange"];
            /** @description In both. */
            variants: number;
        };
        /** @description How much there is, what readers see, and how the last job went. */
        Stats: {
            active_routings: number;
            failed_in_last_job: number;
            last_job: components["schemas"]["Job"] | null;
            released: components["schemas"]["Released"] | null;
            summaries: number;
            variants: number;
            /** @description false: `variants` is an estimate. */
            variants_exact: boolean;
        };
        /** @description A worker: what the ledger knows of it and what it says itself. */
        Worker: {
            host: string;
            /** @description Partitions that it computes at once. */
            lanes: number;
            /** @description It has a session in the database and renewed within a lease. */
            live: boolean;
            partition_end: number;
            partition_start: number;
            partitions: number[];
            pid: number;
            /** @description Attempts whose work was thrown away because another one owned the task by then. */
            rejected: number;
            /** @description Whether it answers; null: without a broker nobody can be asked. */
            responding: boolean | null;
            /** Format: date-time */
            seen_at: string;
            /** Format: date-time */
            started_at: string;
            /** @enum {string} */
            transport: "JETSTREAM" | "IN_PROCESS";
            worker: string;
            working_on: components["schemas"]["WorkInHand"][] | null;
        };
        /** @description A page of a list. */
        WorkerPage: {
            data: components["schemas"]["Worker"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description What a lane of a worker computes. */
        WorkInHand: {
            attempt: number;
            /** Format: uuid */
            job_id: string;
            job_no: number;
            partition_no: number;
            seconds: number;
        };
    };
    responses: {
        /** @description The request is malformed or invalid: `errors` names every fault. Nothing was done. */
        Problem400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Bad Request",
                 *       "status": 400,
                 *       "code": "INVALID_INPUT",
                 *       "detail": "The request has 1 fault; nothing was done.",
                 *       "errors": [
                 *         {
                 *           "path": "$.as_of",
                 *           "code": "NOT_A_DATE",
                 *           "message": "as_of must be a date as text, YYYY-MM-DD"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A key is needed. */
        Problem401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unauthorized",
                 *       "status": 401,
                 *       "code": "UNAUTHORIZED",
                 *       "detail": "Send a key: Authorization: Bearer …"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller may not do this, or the request comes from a foreign page. */
        Problem403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Forbidden",
                 *       "status": 403,
                 *       "code": "FOREIGN_ORIGIN",
                 *       "detail": "This API answers programs of its own machine only, not the origin https://mill.example."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing. */
        Problem404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Not Found",
                 *       "status": 404,
                 *       "code": "UNKNOWN_JOB",
                 *       "detail": "There is no job 01977c5e-9f00-7a10-8000-000000000042."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What there is stands against it; `code` says what. */
        Problem409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Conflict",
                 *       "status": 409,
                 *       "code": "JOB_RUNNING",
                 *       "detail": "Job 42 is running.",
                 *       "running_job_id": "01977c5e-9f00-7a10-8000-000000000042"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
        Problem413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Payload Too Large",
                 *       "status": 413,
                 *       "code": "BODY_TOO_LARGE",
                 *       "detail": "A body may have at most 1 MB."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is of a kind that is not taken here. */
        Problem415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unsupported Media Type",
                 *       "status": 415,
                 *       "code": "UNSUPPORTED_MEDIA_TYPE",
                 *       "detail": "Send the body as JSON, with Content-Type: application/json."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests: wait `Retry-After`. */
        Problem429: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Too Many Requests",
                 *       "status": 429,
                 *       "code": "TOO_MANY_REQUESTS",
                 *       "detail": "Wait a moment."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What it depends on is away: try again after `Retry-After`. */
        Problem503: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Service Unavailable",
                 *       "status": 503,
                 *       "code": "DATABASE_UNAVAILABLE",
                 *       "detail": "The database cannot be reached. Try again in a moment."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAudit: {
        parameters: {
            query?: {
                /**
                 * @description `next_cursor` of the page before.
                 * @example 118
                 */
                cursor?: string;
                /**
                 * @description Only of this natural key, with `subject`.
                 * @example COTTON-CARDED 2026-06-01
                 */
                key?: string;
                /**
                 * @description How many at most; default 50.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Only of this resource.
                 * @example price-rates
                 */
                subject?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of a list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "118",
                     *           "at": "2026-06-30T17:59:00.000Z",
                     *           "actor": "planning",
                     *           "db_role": "costing_app",
                     *           "action": "UPDATE",
                     *           "subject": "price-rates",
                     *           "key": "COTTON-CARDED 2026-06-01",
                     *           "before": {
                     *             "id": 7,
                     *             "item_id": 3,
                     *             "rate_value": 21500,
                     *             "effective_date": "2026-06-01"
                     *           },
                     *           "after": {
                     *             "id": 7,
                     *             "item_id": 3,
                     *             "rate_value": 22800,
                     *             "effective_date": "2026-06-01"
                     *           },
                     *           "transaction_id": "40117"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["AuditEntryPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /**
                 * @description The day whose rates are compared; default today.
                 * @example 2026-06-30
                 */
                as_of?: string;
                /**
                 * @description `next_cursor` of the page before.
                 * @example 01977c5e-9f00-7a10-8000-000000000007
                 */
                cursor?: string;
                /**
                 * @description Count the variants that each touches, and say why.
                 * @example true
                 */
                explain?: boolean;
                /**
                 * @description How many at most; default 50.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Only what no recalculation has processed yet.
                 * @example true
                 */
                pending?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Changes, the newest first; what needs counting is null unless `explain` asks for it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "as_of": "2026-06-30",
                     *       "released_job_no": 42,
                     *       "pending": {
                     *         "count": 1,
                     *         "oldest_seconds": 61.5,
                     *         "by_type": {
                     *           "PRICE_RATE": 1
                     *         }
                     *       },
                     *       "touches": 3,
                     *       "without_change": [],
                     *       "data": [
                     *         {
                     *           "change_id": "01977c5e-9f00-7a10-8000-000000000007",
                     *           "change_type": "PRICE_RATE",
                     *           "affected_key": "REACTIVE-RED-195",
                     *           "old_value": null,
                     *           "new_value": {
                     *             "item": "REACTIVE-RED-195",
                     *             "rate_value": 365,
                     *             "effective_date": "2026-06-01"
                     *           },
                     *           "created_at": "2026-06-30T17:59:00.000Z",
                     *           "age_seconds": 61.5,
                     *           "status": "PENDING",
                     *           "job_no": null,
                     *           "processed_at": null,
                     *           "touches": 3,
                     *           "why": [
                     *             "REACTIVE-RED-195 → dye_2 → DYES (MATERIAL) in routing KNIT-DYED: 3 variants"
                     *           ]
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["Changes"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getCostSummary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a variant.
                 * @example 48bc9d56-e7f7-572d-9d60-7a3bd2687679
                 */
                variant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a variant costs for one unit of its output; figures are null when no job has costed it yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "variant_id": "48bc9d56-e7f7-572d-9d60-7a3bd2687679",
                     *       "sku": "KD-30CH-WINE-160",
                     *       "currency": "INR",
                     *       "output_unit": "kg",
                     *       "total_material_cost": "164.568950",
                     *       "total_process_cost": "56.223587",
                     *       "total_overhead": "26.266503",
                     *       "grand_total": "247.059040",
                     *       "job_no": 42,
                     *       "as_of": "2026-06-30",
                     *       "calculated_at": "2026-06-30T18:00:02.550Z",
                     *       "status": "CURRENT"
                     *     }
                     */
                    "application/json": components["schemas"]["CostSummary"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getCostSummaryBySku: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The SKU of a variant.
                 * @example KD-30CH-WINE-160
                 */
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a variant costs for one unit of its output; figures are null when no job has costed it yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "variant_id": "48bc9d56-e7f7-572d-9d60-7a3bd2687679",
                     *       "sku": "KD-30CH-WINE-160",
                     *       "currency": "INR",
                     *       "output_unit": "kg",
                     *       "total_material_cost": "164.568950",
                     *       "total_process_cost": "56.223587",
                     *       "total_overhead": "26.266503",
                     *       "grand_total": "247.059040",
                     *       "job_no": 42,
                     *       "as_of": "2026-06-30",
                     *       "calculated_at": "2026-06-30T18:00:02.550Z",
                     *       "status": "CURRENT"
                     *     }
                     */
                    "application/json": components["schemas"]["CostSummary"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /**
                 * @description `next_cursor` of the page before.
                 * @example NDI
                 */
                cursor?: string;
                /**
                 * @description How many at most; default 50.
                 * @example 50
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of a list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *           "job_no": 42,
                     *           "mode": "FULL",
                     *           "plan": null,
                     *           "status": "COMPLETED",
                     *           "as_of": "2026-06-30",
                     *           "total": 1000000,
                     *           "processed": 1000000,
                     *           "failed": 12,
                     *           "rate": 412000,
                     *           "eta_seconds": null,
                     *           "created_at": "2026-06-30T18:00:00.000Z",
                     *           "started_at": "2026-06-30T18:00:00.120Z",
                     *           "finished_at": "2026-06-30T18:00:02.550Z",
                     *           "error": null,
                     *           "kept_name": null
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a job.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A recalculation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *       "job_no": 42,
                     *       "mode": "FULL",
                     *       "plan": null,
                     *       "status": "COMPLETED",
                     *       "as_of": "2026-06-30",
                     *       "total": 1000000,
                     *       "processed": 1000000,
                     *       "failed": 12,
                     *       "rate": 412000,
                     *       "eta_seconds": null,
                     *       "created_at": "2026-06-30T18:00:00.000Z",
                     *       "started_at": "2026-06-30T18:00:00.120Z",
                     *       "finished_at": "2026-06-30T18:00:02.550Z",
                     *       "error": null,
                     *       "kept_name": null
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a job.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A recalculation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *       "job_no": 42,
                     *       "mode": "FULL",
                     *       "plan": null,
                     *       "status": "COMPLETED",
                     *       "as_of": "2026-06-30",
                     *       "total": 1000000,
                     *       "processed": 1000000,
                     *       "failed": 12,
                     *       "rate": 412000,
                     *       "eta_seconds": null,
                     *       "created_at": "2026-06-30T18:00:00.000Z",
                     *       "started_at": "2026-06-30T18:00:00.120Z",
                     *       "finished_at": "2026-06-30T18:00:02.550Z",
                     *       "error": null,
                     *       "kept_name": null
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    diffJobs: {
        parameters: {
            query?: {
                /**
                 * @description The job to compare with, by its id or number; default the one that readers see.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                against?: string;
                /**
                 * @description How many of the variants that moved most are listed; default 10.
                 * @example 10
                 */
                top?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The id of a job.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sums over the variants that both jobs have, in all and by group, and those that moved most. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from_job_no": 41,
                     *       "to_job_no": 42,
                     *       "variants": 2,
                     *       "changed": 2,
                     *       "only_from": 0,
                     *       "only_to": 0,
                     *       "total_material_cost": {
                     *         "from": "30.000000",
                     *         "to": "30.000000",
                     *         "change": "0.000000",
                     *         "percent": 0
                     *       },
                     *       "total_process_cost": {
                     *         "from": "6.000000",
                     *         "to": "12.000000",
                     *         "change": "6.000000",
                     *         "percent": 100
                     *       },
                     *       "total_overhead": {
                     *         "from": "0.000000",
                     *         "to": "0.000000",
                     *         "change": "0.000000",
                     *         "percent": null
                     *       },
                     *       "grand_total": {
                     *         "from": "36.000000",
                     *         "to": "42.000000",
                     *         "change": "6.000000",
                     *         "percent": 16.67
                     *       },
                     *       "by_routing": [
                     *         {
                     *           "routing": "KNIT-DYED",
                     *           "variants": 2,
                     *           "changed": 2,
                     *           "only_from": 0,
                     *           "only_to": 0,
                     *           "total_material_cost": {
                     *             "from": "30.000000",
                     *             "to": "30.000000",
                     *             "change": "0.000000",
                     *             "percent": 0
                     *           },
                     *           "total_process_cost": {
                     *             "from": "6.000000",
                     *             "to": "12.000000",
                     *             "change": "6.000000",
                     *             "percent": 100
                     *           },
                     *           "total_overhead": {
                     *             "from": "0.000000",
                     *             "to": "0.000000",
                     *             "change": "0.000000",
                     *             "percent": null
                     *           },
                     *           "grand_total": {
                     *             "from": "36.000000",
                     *             "to": "42.000000",
                     *             "change": "6.000000",
                     *             "percent": 16.67
                     *           }
                     *         }
                     *       ],
                     *       "by_master_yarn": [
                     *         {
                     *           "master_yarn": "30s-CH",
                     *           "variants": 2,
                     *           "changed": 2,
                     *           "only_from": 0,
                     *           "only_to": 0,
                     *           "total_material_cost": {
                     *             "from": "30.000000",
                     *             "to": "30.000000",
                     *             "change": "0.000000",
                     *             "percent": 0
                     *           },
                     *           "total_process_cost": {
                     *             "from": "6.000000",
                     *             "to": "12.000000",
                     *             "change": "6.000000",
                     *             "percent": 100
                     *           },
                     *           "total_overhead": {
                     *             "from": "0.000000",
                     *             "to": "0.000000",
                     *             "change": "0.000000",
                     *             "percent": null
                     *           },
                     *           "grand_total": {
                     *             "from": "36.000000",
                     *             "to": "42.000000",
                     *             "change": "6.000000",
                     *             "percent": 16.67
                     *           }
                     *         }
                     *       ],
                     *       "top_movers": [
                     *         {
                     *           "sku": "KD-30CH-WINE-160",
                     *           "variant_id": "48bc9d56-e7f7-572d-9d60-7a3bd2687679",
                     *           "routing": "KNIT-DYED",
                     *           "master_yarn": "30s-CH",
                     *           "from": "13.000000",
                     *           "to": "16.000000",
                     *           "change": "3.000000",
                     *           "percent": 23.08
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["JobDiff"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    discardJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a job.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A recalculation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *       "job_no": 42,
                     *       "mode": "FULL",
                     *       "plan": null,
                     *       "status": "COMPLETED",
                     *       "as_of": "2026-06-30",
                     *       "total": 1000000,
                     *       "processed": 1000000,
                     *       "failed": 12,
                     *       "rate": 412000,
                     *       "eta_seconds": null,
                     *       "created_at": "2026-06-30T18:00:00.000Z",
                     *       "started_at": "2026-06-30T18:00:00.120Z",
                     *       "finished_at": "2026-06-30T18:00:02.550Z",
                     *       "error": null,
                     *       "kept_name": null
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listJobErrors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a job.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Why variants failed: causes, the most frequent first, each with a few examples. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_no": 42,
                     *       "failed": 12,
                     *       "data": [
                     *         {
                     *           "code": "DIVISION_BY_ZERO",
                     *           "routing": "KNIT-DYED",
                     *           "step": "DYES",
                     *           "name": "",
                     *           "message": "division by zero",
                     *           "count": 12,
                     *           "samples": [
                     *             {
                     *               "variant_id": "48bc9d56-e7f7-572d-9d60-7a3bd2687679",
                     *               "sku": "KD-30CH-WINE-160"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobErrors"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    watchJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The last event that was heard; who has heard the end is told by 204 that there is no more.
                 * @example RUNNING-7
                 */
                "Last-Event-ID"?: string;
            };
            path: {
                /**
                 * @description The id of a job.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `progress` with the job whenever it changes, `finished` with its last state, then the end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: progress
                     *     id: RUNNING-7
                     *     data: {"job_id":"01977c5e-9f00-7a10-8000-000000000042","status":"RUNNING"}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description No content. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    keepJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a job.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "standard-costs-2026-06",
                 *       "drop": false
                 *     }
                 */
                "application/json": components["schemas"]["KeepJob"];
            };
        };
        responses: {
            /** @description A recalculation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *       "job_no": 42,
                     *       "mode": "FULL",
                     *       "plan": null,
                     *       "status": "COMPLETED",
                     *       "as_of": "2026-06-30",
                     *       "total": 1000000,
                     *       "processed": 1000000,
                     *       "failed": 12,
                     *       "rate": 412000,
                     *       "eta_seconds": null,
                     *       "created_at": "2026-06-30T18:00:00.000Z",
                     *       "started_at": "2026-06-30T18:00:00.120Z",
                     *       "finished_at": "2026-06-30T18:00:02.550Z",
                     *       "error": null,
                     *       "kept_name": null
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    releaseJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a job.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "allow_failed": 0.05
                 *     }
                 */
                "application/json": components["schemas"]["ReleaseJob"];
            };
        };
        responses: {
            /** @description A recalculation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *       "job_no": 42,
                     *       "mode": "FULL",
                     *       "plan": null,
                     *       "status": "COMPLETED",
                     *       "as_of": "2026-06-30",
                     *       "total": 1000000,
                     *       "processed": 1000000,
                     *       "failed": 12,
                     *       "rate": 412000,
                     *       "eta_seconds": null,
                     *       "created_at": "2026-06-30T18:00:00.000Z",
                     *       "started_at": "2026-06-30T18:00:00.120Z",
                     *       "finished_at": "2026-06-30T18:00:02.550Z",
                     *       "error": null,
                     *       "kept_name": null
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a job.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A recalculation. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *       "job_no": 42,
                     *       "mode": "FULL",
                     *       "plan": null,
                     *       "status": "COMPLETED",
                     *       "as_of": "2026-06-30",
                     *       "total": 1000000,
                     *       "processed": 1000000,
                     *       "failed": 12,
                     *       "rate": 412000,
                     *       "eta_seconds": null,
                     *       "created_at": "2026-06-30T18:00:00.000Z",
                     *       "started_at": "2026-06-30T18:00:00.120Z",
                     *       "finished_at": "2026-06-30T18:00:02.550Z",
                     *       "error": null,
                     *       "kept_name": null
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    rollbackJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of a job.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A recalculation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *       "job_no": 42,
                     *       "mode": "FULL",
                     *       "plan": null,
                     *       "status": "COMPLETED",
                     *       "as_of": "2026-06-30",
                     *       "total": 1000000,
                     *       "processed": 1000000,
                     *       "failed": 12,
                     *       "rate": 412000,
                     *       "eta_seconds": null,
                     *       "created_at": "2026-06-30T18:00:00.000Z",
                     *       "started_at": "2026-06-30T18:00:00.120Z",
                     *       "finished_at": "2026-06-30T18:00:02.550Z",
                     *       "error": null,
                     *       "kept_name": null
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    recalculateAll: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Whoever sends a key that was used before is given the job of that time.
                 * @example month-end 2026-06
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "as_of": "2026-06-30",
                 *       "release": true,
                 *       "base_params": {
                 *         "wage": 412.5
                 *       },
                 *       "allow_failed": 0.01
                 *     }
                 */
                "application/json": components["schemas"]["RecalculateAll"];
            };
        };
        responses: {
            /** @description The job, which goes on by itself. */
            202: {
                headers: {
                    /** @description Where the job is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *       "job_no": 42,
                     *       "status": "PENDING",
                     *       "message": "Job 42 is PENDING: GET /api/v1/jobs/01977c5e-9f00-7a10-8000-000000000042 tells how far it is."
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    recalculateDelta: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Whoever sends a key that was used before is given the job of that time.
                 * @example month-end 2026-06
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "as_of": "2026-06-30",
                 *       "release": true,
                 *       "base_params": {
                 *         "wage": 412.5
                 *       },
                 *       "allow_failed": 0.01,
                 *       "change_ids": [
                 *         "01977c5e-9f00-7a10-8000-000000000007"
                 *       ],
                 *       "failed": false
                 *     }
                 */
                "application/json": components["schemas"]["RecalculateDelta"];
            };
        };
        responses: {
            /** @description No job was made: no change is pending. */
            200: {
                headers: {
                    /** @description Where the job is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "NOTHING_TO_DO",
                     *       "message": "No change is pending, and every cost is what the catalogue gives."
                     *     }
                     */
                    "application/json": components["schemas"]["NothingToDo"];
                };
            };
            /** @description The job, which goes on by itself. */
            202: {
                headers: {
                    /** @description Where the job is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *       "job_no": 42,
                     *       "status": "PENDING",
                     *       "message": "Job 42 is PENDING: GET /api/v1/jobs/01977c5e-9f00-7a10-8000-000000000042 tells how far it is."
                     *     }
                     */
                    "application/json": components["schemas"]["JobStarted"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How much there is, what readers see, and how the last job went. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "variants": 1000000,
                     *       "variants_exact": false,
                     *       "active_routings": 17,
                     *       "summaries": 1000000,
                     *       "released": {
                     *         "generation": 42,
                     *         "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *         "epoch": 7,
                     *         "as_of": "2026-06-30",
                     *         "released_at": "2026-06-30T18:00:02.550Z"
                     *       },
                     *       "last_job": {
                     *         "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *         "job_no": 42,
                     *         "mode": "FULL",
                     *         "plan": null,
                     *         "status": "COMPLETED",
                     *         "as_of": "2026-06-30",
                     *         "total": 1000000,
                     *         "processed": 1000000,
                     *         "failed": 12,
                     *         "rate": 412000,
                     *         "eta_seconds": null,
                     *         "created_at": "2026-06-30T18:00:00.000Z",
                     *         "started_at": "2026-06-30T18:00:00.120Z",
                     *         "finished_at": "2026-06-30T18:00:02.550Z",
                     *         "error": null,
                     *         "kept_name": null
                     *       },
                     *       "failed_in_last_job": 12
                     *     }
                     */
                    "application/json": components["schemas"]["Stats"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    listWorkers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of a list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "worker": "mill-2-4711",
                     *           "host": "mill-2",
                     *           "pid": 4711,
                     *           "lanes": 2,
                     *           "partition_start": 0,
                     *           "partition_end": 63,
                     *           "transport": "JETSTREAM",
                     *           "rejected": 0,
                     *           "started_at": "2026-06-30T06:00:00.000Z",
                     *           "seen_at": "2026-06-30T18:00:01.000Z",
                     *           "live": true,
                     *           "responding": true,
                     *           "partitions": [
                     *             7
                     *           ],
                     *           "working_on": [
                     *             {
                     *               "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *               "job_no": 42,
                     *               "partition_no": 7,
                     *               "attempt": 1,
                     *               "seconds": 0.4
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["WorkerPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How the process and what it depends on are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "OK",
                     *       "database": "OK",
                     *       "version": "0.1.0",
                     *       "released_generation": 42,
                     *       "epoch": 7,
                     *       "uptime_seconds": 86400
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is so. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "OK"
                     *     }
                     */
                    "application/json": components["schemas"]["Ok"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is so. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "OK"
                     *     }
                     */
                    "application/json": components["schemas"]["Ok"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    getStartup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is so. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "OK"
                     *     }
                     */
                    "application/json": components["schemas"]["Ok"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
}
