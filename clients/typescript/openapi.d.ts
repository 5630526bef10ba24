// Made by `npm run -s openapi` of docs/openapi.json.

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where to go from here
         * @description Paths of the documentation, the OpenAPI document, the console and the health of this API.
         */
        get: operations["getEntrance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
         * @description What has changed in the catalogue; with `explain` also how many variants each touches, and why: 429 while too many ask for that.
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
    "/api/v1/cost-summaries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What variants cost
         * @description By variant id. A page is of one moment, and all pages of a list show the figures that were released when it began; which variants there are, and which of them a change touches, is as each page finds it. 410 with CURSOR_EXPIRED: the figures that the list began with are gone, because a later job has changed or replaced them; begin again without a cursor, or take `cost-summaries/export`, which is of one moment as a whole. A filtered page may be short, or empty, and still have a `next_cursor`: only so many variants are looked at for one.
         */
        get: operations["listCostSummaries"];
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
    "/api/v1/cost-summaries/{variant_id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a variant costs what it does
         * @description Every step, value and rate of the cost, as it is now, on another day, or as a job stored it. 404 also where what the job used is no longer kept. 409: the variant has changed since that job, or has no routing.
         */
        get: operations["explainCostSummary"];
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
    "/api/v1/cost-summaries/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All released costs
         * @description As a stream of one moment: figures, statuses, dates and codes are those of its beginning, whatever jobs change meanwhile. The answer is whole if the stream ends as HTTP says it should; where something goes wrong after its first byte, the connection is broken instead. 409: nothing is released. 429 while two exports are running.
         */
        get: operations["exportCostSummaries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/formulas/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a formula
         * @description Computes it, or says what is wrong with it and where: 200 either way. A right one that lacks a value has the error MISSING_PARAMETER. 404: there is no such routing.
         */
        post: operations["validateFormula"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The items
         * @description In the order of their codes.
         */
        get: operations["listItems"];
        put?: never;
        /**
         * Make a item
         * @description 409 when there is one already: `existing` names it. 409 while an import is at work for long.
         */
        post: operations["createItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/items/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One item
         * @description With its ETag, which a later write sends as `If-Match` to change what was seen and nothing else.
         */
        get: operations["getItem"];
        /**
         * Make or replace a item
         * @description 201: it is new. What the body leaves out is emptied; read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        put: operations["replaceItem"];
        post?: never;
        /**
         * Delete a item
         * @description 409 while something uses it: `users` names the first, `count` says how many. 409 while an import is at work for long.
         */
        delete: operations["deleteItem"];
        options?: never;
        head?: never;
        /**
         * Change a item
         * @description A merge patch: only the fields that the body names; of a map of parameters only the keys that it names. Read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        patch: operations["updateItem"];
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
    "/api/v1/jobs/{job_id}/errors/variants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Variants that failed
         * @description All of them, each with its cause; 404 also where they are not held any more.
         */
        get: operations["listFailedVariants"];
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
         * @description Or of one that is kept, or was shown before. 409 when more variants failed than `allow_failed`, when not one has figures (`NOTHING_TO_SHOW`), and, unless `older`, when readers see a later result (`SUPERSEDED`): of a later date, or with changes that the job has not seen.
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
         * @description What is done stays done; the rest is computed with the prices and formulas that it began with. 409 `SUPERSEDED` when readers see a later job, which its result would replace.
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
         * @description Readers see the summaries from before again; the answer is the job that they see then. This job is STAGED again: releasing it shows it once more. 409 unless readers see this job, and when nothing before it is held.
         */
        post: operations["rollbackJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/master-yarns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The master yarns
         * @description In the order of their codes.
         */
        get: operations["listMasterYarns"];
        put?: never;
        /**
         * Make a master yarn
         * @description 409 when there is one already: `existing` names it. 409 while an import is at work for long.
         */
        post: operations["createMasterYarn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/master-yarns/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One master yarn
         * @description With its ETag, which a later write sends as `If-Match` to change what was seen and nothing else.
         */
        get: operations["getMasterYarn"];
        /**
         * Make or replace a master yarn
         * @description 201: it is new. What the body leaves out is emptied; read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        put: operations["replaceMasterYarn"];
        post?: never;
        /**
         * Delete a master yarn
         * @description 409 while something uses it: `users` names the first, `count` says how many. 409 while an import is at work for long.
         */
        delete: operations["deleteMasterYarn"];
        options?: never;
        head?: never;
        /**
         * Change a master yarn
         * @description A merge patch: only the fields that the body names; of a map of parameters only the keys that it names. Read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        patch: operations["updateMasterYarn"];
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description With an ETag: it changes only with the version of the API.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/parameters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The parameters
         * @description In the order of their keys.
         */
        get: operations["listParameters"];
        put?: never;
        /**
         * Make a parameter
         * @description 409 when there is one already: `existing` names it. 409 while an import is at work for long.
         */
        post: operations["createParameter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/parameters/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One parameter
         * @description With its ETag, which a later write sends as `If-Match` to change what was seen and nothing else.
         */
        get: operations["getParameter"];
        /**
         * Make or replace a parameter
         * @description 201: it is new. What the body leaves out is emptied; read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        put: operations["replaceParameter"];
        post?: never;
        /**
         * Delete a parameter
         * @description 409 while something uses it: `users` names the first, `count` says how many. 409 while an import is at work for long.
         */
        delete: operations["deleteParameter"];
        options?: never;
        head?: never;
        /**
         * Change a parameter
         * @description A merge patch: only the fields that the body names; of a map of parameters only the keys that it names. Read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        patch: operations["updateParameter"];
        trace?: never;
    };
    "/api/v1/price-rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The price rates
         * @description In the order in which they were made; of one parameter or item, or those in force on a day.
         */
        get: operations["listPriceRates"];
        put?: never;
        /**
         * Make a price rate
         * @description 409 when there is one already: `existing` names it. 409 while an import is at work for long.
         */
        post: operations["createPriceRate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/price-rates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One price rate
         * @description With its ETag, which a later write sends as `If-Match` to change what was seen and nothing else.
         */
        get: operations["getPriceRate"];
        put?: never;
        post?: never;
        /**
         * Delete a price rate
         * @description Costs of its days are computed anew with the next recalculation. 409 while an import is at work for long.
         */
        delete: operations["deletePriceRate"];
        options?: never;
        head?: never;
        /**
         * Change a price rate
         * @description A merge patch: only the fields that the body names; of a map of parameters only the keys that it names. Read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        patch: operations["updatePriceRate"];
        trace?: never;
    };
    "/api/v1/price-rates/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make or change many price rates
         * @description All of them, or none: 400 names the faults of every line. `dry_run` changes nothing and answers what would change. Whoever goes away before the answer has imported nothing. 429 while two imports are running.
         */
        post: operations["importPriceRates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/processes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The processes
         * @description In the order of their codes.
         */
        get: operations["listProcesses"];
        put?: never;
        /**
         * Make a process
         * @description 409 when there is one already: `existing` names it. 409 while an import is at work for long.
         */
        post: operations["createProcess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/processes/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One process
         * @description With its ETag, which a later write sends as `If-Match` to change what was seen and nothing else.
         */
        get: operations["getProcess"];
        /**
         * Make or replace a process
         * @description 201: it is new. What the body leaves out is emptied; read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        put: operations["replaceProcess"];
        post?: never;
        /**
         * Delete a process
         * @description 409 while something uses it: `users` names the first, `count` says how many. 409 while an import is at work for long.
         */
        delete: operations["deleteProcess"];
        options?: never;
        head?: never;
        /**
         * Change a process
         * @description A merge patch: only the fields that the body names; of a map of parameters only the keys that it names. Read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        patch: operations["updateProcess"];
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
    "/api/v1/routings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The routings
         * @description In the order of their codes, each with its steps.
         */
        get: operations["listRoutings"];
        put?: never;
        /**
         * Make a routing
         * @description 409 when there is one already: `existing` names it. 409 while an import is at work for long.
         */
        post: operations["createRouting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routings/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One routing
         * @description With its ETag, which a later write sends as `If-Match` to change what was seen and nothing else.
         */
        get: operations["getRouting"];
        /**
         * Make or replace a routing
         * @description 201: it is new. What the body leaves out is emptied; read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        put: operations["replaceRouting"];
        post?: never;
        /**
         * Delete a routing
         * @description 409 while something uses it: `users` names the first, `count` says how many. 409 while an import is at work for long.
         */
        delete: operations["deleteRouting"];
        options?: never;
        head?: never;
        /**
         * Change a routing
         * @description A merge patch: only the fields that the body names; of a map of parameters only the keys that it names. Read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        patch: operations["updateRouting"];
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
    "/api/v1/variants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The variants
         * @description In the order of their ids, which is none that means anything. A page by routing or yarn may be short, or empty, and still have a `next_cursor`: only so many variants are looked at for one.
         */
        get: operations["listVariants"];
        put?: never;
        /**
         * Make a variant
         * @description 409 when there is one already: `existing` names it. 409 while an import is at work for long.
         */
        post: operations["createVariant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/variants/{variant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One variant
         * @description With its ETag, which a later write sends as `If-Match` to change what was seen and nothing else.
         */
        get: operations["getVariant"];
        /**
         * Make or replace a variant
         * @description 201: it is new. What the body leaves out is emptied; read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        put: operations["replaceVariant"];
        post?: never;
        /**
         * Delete a variant
         * @description The next recalculation takes its cost away. 409 while an import is at work for long.
         */
        delete: operations["deleteVariant"];
        options?: never;
        head?: never;
        /**
         * Change a variant
         * @description A merge patch: only the fields that the body names; of a map of parameters only the keys that it names. Read-only fields may stay as GET gave them. 409 while an import is at work for long.
         */
        patch: operations["updateVariant"];
        trace?: never;
    };
    "/api/v1/variants/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many variants there are
         * @description Counted up to 100,000, above that the planner's estimate.
         */
        get: operations["countVariants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/variants/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make or change many variants
         * @description All of them, or none: 400 names the faults of every line. `dry_run` changes nothing and answers what would change. Whoever goes away before the answer has imported nothing. 429 while two imports are running.
         */
        post: operations["importVariants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/watch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether changes are costed as they come
         * @description The state of the delta watch, and what ends a suspension or a stop.
         */
        get: operations["getWatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/watch/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the watch go on
         * @description Ends a suspension (after a rollback, or the release of another state than the catalogue as of today) or a stop; pending changes are costed at once. Nothing when it goes on already.
         */
        post: operations["resumeWatch"];
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
         * State of the process and of what it depends on
         * @description For people and autoscalers; the status is 200 in every state.
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
         * @description A process whose event loop is blocked does not answer, or answers 503: restart it. No dependency is asked.
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
         * @description 503 while the process starts or stops, the database does not answer, or it lacks migrations of this version. NATS and Redis do not count.
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
         * @description 503 until the database was reached and its schema checked.
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
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus
         * @description Requests, jobs, tasks, changes, connections and the process, in the text format of Prometheus; at most five seconds old. Figures of the database are the same from every replica: take their maximum, not their sum.
         */
        get: operations["getMetrics"];
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
        /** @description Whether the file of API_KEYS_FILE as it is now is in force; UNREADABLE: the keys from before are. */
        ApiKeysState: {
            digest: string | null;
            /** @enum {string} */
            state: "NONE" | "IN_FORCE" | "UNREADABLE";
        };
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
        /** @description A cell before and after; of a new entry its name, of a new rate the value in force until then. */
        CellChange: {
            after: string | number | boolean | null;
            before: string | number | boolean | null;
            column: string;
            key: string;
            /** @enum {string} */
            part: "currency" | "time_zone" | "items" | "parameters" | "price_rates" | "processes" | "routings" | "master_yarns" | "variants";
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
        /** @description Sums of one component, or of all. */
        ComponentChange: {
            /** @description Money, with 6 decimals. */
            change: string;
            /** @enum {string} */
            component: "MATERIAL" | "PROCESS" | "OVERHEAD" | "TOTAL";
            /** @description Money, with 6 decimals. */
            from: string;
            /** @description To two decimals; null where there was nothing before. */
            percent: number | null;
            /** @description Money, with 6 decimals. */
            to: string;
        };
        /** @description How the cost of a variant comes about: values of steps are for the lot, totals for one unit of output. */
        CostExplanation: {
            /** Format: date */
            as_of: string;
            /** @description Values of this job alone, in place of the catalogue's: parameter key → number, or item code. */
            base_params?: {
                [key: string]: number | string;
            };
            currency: string;
            error?: components["schemas"]["CostFailure"];
            /** @description Money, with 6 decimals. */
            grand_total: string | null;
            /** @description The job whose figures these are; null: as it is now. */
            job_no: number | null;
            /** @description What the lot yields. */
            output_quantity: number | null;
            output_unit: string;
            routing: string;
            sku: string;
            steps: components["schemas"]["ExplainedStep"][];
            /** @description Money, with 6 decimals. */
            total_material_cost: string | null;
            /** @description Money, with 6 decimals. */
            total_overhead: string | null;
            /** @description Money, with 6 decimals. */
            total_process_cost: string | null;
            /** Format: uuid */
            variant_id: string;
        };
        /** @description Why a variant has no cost. */
        CostFailure: {
            code: string;
            message: string;
            name?: string;
            /** @description Empty: before the first step. */
            step: string;
        };
        /** @description A variant whose grand total moved; null of what is gone. */
        CostMover: {
            /** @description Money, with 6 decimals. */
            change: string;
            /** @description Money, with 6 decimals. */
            from: string;
            master_yarn: string | null;
            output_unit: string | null;
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
        /** @description A page of a list. */
        CostSummaryPage: {
            data: components["schemas"]["CostSummary"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description How many variants moved to another routing, went and came; the lists name the first ones. */
        DiffCounts: {
            gone: number;
            moved: number;
            new: number;
            /** @description In both, but by another unit or currency than before: in no sum. */
            other_unit: number;
        };
        /** @description Cells of one column that had a value and have none any more. */
        EmptiedCells: {
            column: string;
            count: number;
            examples: string[];
            /** @enum {string} */
            part: "currency" | "time_zone" | "items" | "parameters" | "price_rates" | "processes" | "routings" | "master_yarns" | "variants";
        };
        /** @description Where to go from here. */
        Entrance: {
            /** @description The console, for a browser; null: this version has none yet. */
            console: string | null;
            /** @description The documentation of the API, for a browser. */
            docs: string;
            health: string;
            name: string;
            openapi: string;
            version: string;
        };
        /** @description What a name in a formula stood for, and where that came from. */
        ExplainedInput: {
            /**
             * Format: date
             * @description Of that rate.
             */
            effective_date?: string;
            /** @description The item whose price it is. */
            item?: string;
            rate_id?: string;
            /** @enum {string} */
            source: "VARIANT" | "MASTER_YARN" | "ROUTING" | "JOB" | "RATE" | "ITEM_PRICE" | "DEFAULT" | "STEP" | "RUNNING_TOTAL";
            /** @description null: it has none. */
            value: number | null;
        };
        /** @description A step of the routing, computed for the lot. */
        ExplainedStep: {
            code: string;
            /** @enum {string} */
            cost_component: "MATERIAL" | "PROCESS" | "OVERHEAD" | "MEMO";
            formula: string;
            /** @description By name. */
            inputs: {
                [key: string]: components["schemas"]["ExplainedInput"];
            };
            process: string | null;
            /** @description For the lot; null: it failed. */
            value: number | null;
        };
        /** @description A variant that failed, and why. */
        FailedVariant: {
            code: string;
            /** @description The item that has no price, else empty. */
            item: string;
            message: string;
            /** @description The parameter that has no value, else empty. */
            name: string;
            routing: string;
            sku: string | null;
            step: string;
            /** Format: uuid */
            variant_id: string;
        };
        /** @description A page of a list. */
        FailedVariantPage: {
            data: components["schemas"]["FailedVariant"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description One thing wrong with an input. */
        Fault: {
            code: string;
            message: string;
            path: string;
        };
        /** @description Faults that are repaired in the same way, where an input has many; the first places. */
        FaultCause: {
            code: string;
            count: number;
            message: string;
            places: string[];
        };
        /** @description The first thing that is wrong with a formula, or that kept it from having a value. */
        FormulaFault: {
            code: string;
            /** @description From 1 on. */
            column: number;
            /** @description From 1 on. */
            line: number;
            message: string;
        };
        /** @description Its value, or why it has none. */
        FormulaResult: {
            value: number;
        } | {
            error: components["schemas"]["FormulaFault"];
        };
        /** @description Sums of the grand totals of the variants of a routing or yarn; null: it is gone. */
        GroupChange: {
            /** @description Money, with 6 decimals. */
            change: string;
            changed: number;
            code: string | null;
            /** @description Money, with 6 decimals. */
            from: string;
            /** @description To two decimals; null where there was nothing before. */
            percent: number | null;
            /** @description Money, with 6 decimals. */
            to: string;
            variants: number;
        };
        /** @description State of the process and of what it depends on. Figures of the database are null while it does not answer. */
        Health: {
            api_keys: components["schemas"]["ApiKeysState"];
            /** @enum {string} */
            database: "OK" | "AWAY" | "SCHEMA_OUT_OF_DATE" | "SCHEMA_TOO_NEW";
            /** @description The process was told to stop. */
            draining: boolean;
            epoch: number | null;
            jobs_running: number | null;
            /**
             * @description NONE: NATS_URL is not set. Without NATS work goes on.
             * @enum {string}
             */
            nats: "OK" | "AWAY" | "NONE";
            /** @description Changes that wait for a delta, counted up to 100,000. */
            pending_changes: number | null;
            released_generation: number | null;
            /** @description What of the schema differs from what the migrations made, at most ten; null: not known. No reason to stop. */
            schema_drift: string[] | null;
            /** @description The database was reached and its schema checked. */
            started: boolean;
            /** @enum {string} */
            status: "OK" | "DEGRADED";
            /** @description Tasks of the active job that a worker could claim now. */
            tasks_waiting: number | null;
            uptime_seconds: number;
            version: string;
            watch: components["schemas"]["Watch"] | null;
        };
        /** @description What an import did or, with `dry_run`, would do. `changes`, `changes_count` and `touches` are of a dry run. */
        ImportAnswer: {
            /** @description Of entries that were there. */
            cells_changed: number;
            changes?: components["schemas"]["CellChange"][];
            changes_count?: number;
            /** @constant */
            dry_run?: true;
            emptied: components["schemas"]["EmptiedCells"][];
            inserted: number;
            items?: components["schemas"]["ImportCounts"];
            /** @description Rates that were rounded. */
            rounded: number;
            touches?: components["schemas"]["ImportTouches"];
            unchanged: number;
            updated: number;
            warnings: components["schemas"]["Warning"][];
        };
        /** @description What an import did to how many entries. */
        ImportCounts: {
            inserted: number;
            unchanged: number;
            updated: number;
        };
        /** @description Variants whose cost may be another, on the later one of today and the day on which the last rate begins. */
        ImportTouches: {
            /** Format: date */
            as_of: string;
            by_routing: components["schemas"]["TouchedRouting"][];
            variants: number;
        };
        /** @description Something that is bought, and that a parameter of kind ITEM may stand for. */
        Item: {
            code: string;
            name: string | null;
            unit: string | null;
        };
        /** @description Only what changes; null empties a field. */
        ItemChanges: {
            code?: string;
            name?: string | null;
            unit?: string | null;
        };
        /** @description A page of a list. */
        ItemPage: {
            data: components["schemas"]["Item"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description All of it; the path may name it alone. */
        ItemReplacement: {
            code?: string;
            name?: string | null;
            unit?: string | null;
        };
        /** @description A recalculation. */
        Job: {
            /**
             * Format: date
             * @description Rates in force on this day.
             */
            as_of: string;
            /** @description Values of this job alone, in place of the catalogue's: parameter key → number, or item code. */
            base_params: {
                [key: string]: number | string;
            };
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
            /** @description Why it cannot go on by itself, or the watch goes on no more because of it; only where one job is asked for. */
            notice?: string | null;
            /**
             * @description How a delta reaches readers.
             * @enum {string|null}
             */
            plan: "MERGE" | "MERGE_BY_PARTITION" | "REBUILD" | "NOTHING" | null;
            processed: number;
            /** @description Variants a second since the first task was claimed. */
            rate: number;
            /** @description Readers see its figures. */
            released: boolean;
            /** Format: date-time */
            started_at: string | null;
            /** @enum {string} */
            status: "PENDING" | "RUNNING" | "STAGED" | "COMPLETED" | "FAILED" | "CANCELLED" | "DISCARDED";
            /** @description Variants to cost; an estimate while it runs. */
            total: number;
            /** @description What a person should look at although the job was done. */
            warnings: components["schemas"]["Warning"][];
        };
        /** @description What moved between two jobs: one entry for each unit of output, because nothing is added over units; the variants that moved most; and those on another routing, gone and new. */
        JobDiff: {
            counts: components["schemas"]["DiffCounts"];
            /** @description The job compared with. */
            from: number;
            /** @description SKUs that only the first job has figures of. */
            gone: string[];
            moved: components["schemas"]["MovedVariant"][];
            movers: components["schemas"]["CostMover"][];
            /** @description SKUs that only the second job has figures of. */
            new: string[];
            to: number;
            units: components["schemas"]["UnitDiff"][];
        };
        /** @description Variants that failed for one cause. */
        JobErrorCause: {
            code: string;
            count: number;
            /** @description The item that has no price, else empty. */
            item: string;
            message: string;
            /** @description The parameter that has no value, else empty. */
            name: string;
            /** @description Where the same is missing in several, the first five. */
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
        /** @description A yarn; its values are those of its variants that have none of their own. */
        MasterYarn: {
            code: string;
            name: string;
            /** @description Parameter key → number, or code of an item. */
            parameters: {
                [key: string]: number | string;
            };
        };
        /** @description Only what changes; null empties a field. */
        MasterYarnChanges: {
            code?: string;
            name?: string;
            /** @description Parameter key → number, or code of an item. */
            parameters?: {
                [key: string]: number | string | null;
            } | null;
        };
        /** @description A page of a list. */
        MasterYarnPage: {
            data: components["schemas"]["MasterYarn"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description All of it; the path may name it alone. */
        MasterYarnReplacement: {
            code?: string;
            name: string;
            /** @description Parameter key → number, or code of an item. */
            parameters?: {
                [key: string]: number | string;
            } | null;
        };
        /** @description A variant that is on another routing than before. */
        MovedVariant: {
            from_routing: string | null;
            sku: string | null;
            to_routing: string | null;
        };
        /** @description All of it; what is left out is empty. */
        NewItem: {
            code: string;
            name?: string | null;
            unit?: string | null;
        };
        /** @description All of it; what is left out is empty. */
        NewMasterYarn: {
            code: string;
            name: string;
            /** @description Parameter key → number, or code of an item. */
            parameters?: {
                [key: string]: number | string;
            } | null;
        };
        /** @description All of it; what is left out is empty. */
        NewParameter: {
            default_value?: (number | string) | null;
            group?: string | null;
            key: string;
            /**
             * @description ITEM: in a formula it stands for the price in force. Default NUMBER.
             * @enum {string|null}
             */
            kind?: "NUMBER" | "ITEM" | null;
            label?: string | null;
            /** @description Greatest value, likewise. */
            maximum?: number | null;
            /** @description Least value; of kind ITEM of its price. Stored values, rates and defaults must be within. Rates are not below 0 without one below 0. */
            minimum?: number | null;
            unit?: string | null;
        };
        /** @description All of it; what is left out is empty. */
        NewPriceRate: {
            /**
             * Format: date
             * @description The first day.
             */
            effective_date: string;
            /**
             * Format: date
             * @description The first day WITHOUT it.
             */
            expired_date?: string | null;
            /** @description Code of an item. */
            item?: string | null;
            notes?: string | null;
            parameter_key?: string | null;
            /** @description At most 12 digits before the point and 12 behind it. A number is taken by the digits that are sent. */
            rate_value: string | number;
            /**
             * Format: date
             * @description The last day WITH it, in place of `expired_date`.
             */
            valid_to?: string | null;
        };
        /** @description All of it; what is left out is empty. */
        NewProcess: {
            code: string;
            name: string;
        };
        /** @description All of it; what is left out is empty. */
        NewRouting: {
            code: string;
            name: string;
            /** @description Text, or a bare number. */
            output_quantity: string | number;
            output_unit: string;
            /** @description Parameter key → number, or code of an item. */
            parameters?: {
                [key: string]: number | string;
            } | null;
            steps: components["schemas"]["NewRoutingStep"][];
        };
        /** @description A step of a routing; its formula may use the codes of the steps before it. */
        NewRoutingStep: {
            code: string;
            /**
             * @description MEMO: a value that later steps use, and no cost.
             * @enum {string}
             */
            cost_component: "MATERIAL" | "PROCESS" | "OVERHEAD" | "MEMO";
            /** @description Text, or a bare number. */
            formula: string | number;
            process?: string | null;
        };
        /** @description All of it; what is left out is empty. */
        NewVariant: {
            batch_no?: string | null;
            /** @description false: it is not costed. Default true. */
            is_active?: boolean | null;
            master_yarn: string;
            /** @description Parameter key → number, or code of an item. */
            parameters?: {
                [key: string]: number | string;
            } | null;
            routing: string;
            sku: string;
        };
        /** @description No job was made: no change is pending. */
        NothingToDo: {
            /** @description Variants whose last computation failed; `{ "failed": true }` tries them again. */
            failed: number;
            message: string;
            /** @enum {string} */
            status: "NOTHING_TO_DO";
        };
        /** @description It is so. */
        Ok: {
            /** @enum {string} */
            status: "OK";
        };
        /** @description An OpenAPI 3.1 document. */
        OpenApiDocument: {
            openapi: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A name that formulas use. */
        Parameter: {
            default_value: (number | string) | null;
            group: string | null;
            key: string;
            /**
             * @description ITEM: in a formula it stands for the price in force. Default NUMBER.
             * @enum {string}
             */
            kind: "NUMBER" | "ITEM";
            label: string | null;
            /** @description Greatest value, likewise. */
            maximum: number | null;
            /** @description Least value; of kind ITEM of its price. Stored values, rates and defaults must be within. Rates are not below 0 without one below 0. */
            minimum: number | null;
            unit: string | null;
        };
        /** @description Only what changes; null empties a field. */
        ParameterChanges: {
            default_value?: (number | string) | null;
            group?: string | null;
            key?: string;
            /**
             * @description ITEM: in a formula it stands for the price in force. Default NUMBER.
             * @enum {string|null}
             */
            kind?: "NUMBER" | "ITEM" | null;
            label?: string | null;
            /** @description Greatest value, likewise. */
            maximum?: number | null;
            /** @description Least value; of kind ITEM of its price. Stored values, rates and defaults must be within. Rates are not below 0 without one below 0. */
            minimum?: number | null;
            unit?: string | null;
        };
        /** @description A page of a list. */
        ParameterPage: {
            data: components["schemas"]["Parameter"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description All of it; the path may name it alone. */
        ParameterReplacement: {
            default_value?: (number | string) | null;
            group?: string | null;
            key?: string;
            /**
             * @description ITEM: in a formula it stands for the price in force. Default NUMBER.
             * @enum {string|null}
             */
            kind?: "NUMBER" | "ITEM" | null;
            label?: string | null;
            /** @description Greatest value, likewise. */
            maximum?: number | null;
            /** @description Least value; of kind ITEM of its price. Stored values, rates and defaults must be within. Rates are not below 0 without one below 0. */
            minimum?: number | null;
            unit?: string | null;
        };
        /** @description What a parameter or an item costs from a day on: of exactly one of them, and for good. */
        PriceRate: {
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date
             * @description The first day.
             */
            effective_date: string;
            /**
             * Format: date
             * @description The first day WITHOUT it.
             */
            expired_date: string | null;
            id: string;
            /** @description Code of an item. */
            item: string | null;
            notes: string | null;
            parameter_key: string | null;
            /** @description All of its digits, as text. */
            rate_value: string;
        };
        /** @description Only what changes; null empties a field. */
        PriceRateChanges: {
            /**
             * Format: date
             * @description The first day.
             */
            effective_date?: string;
            /**
             * Format: date
             * @description The first day WITHOUT it.
             */
            expired_date?: string | null;
            /** @description Code of an item. */
            item?: string | null;
            notes?: string | null;
            parameter_key?: string | null;
            /** @description At most 12 digits before the point and 12 behind it. A number is taken by the digits that are sent. */
            rate_value?: string | number;
            /**
             * Format: date
             * @description The last day WITH it, in place of `expired_date`.
             */
            valid_to?: string | null;
        };
        /** @description A page of a list. */
        PriceRatePage: {
            data: components["schemas"]["PriceRate"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description Why a request was not done (RFC 9457); programs go by `code`. */
        Problem: {
            causes?: components["schemas"]["FaultCause"][];
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
        /** @description A department or a kind of machine. */
        Process: {
            code: string;
            name: string;
        };
        /** @description Only what changes; null empties a field. */
        ProcessChanges: {
            code?: string;
            name?: string;
        };
        /** @description A page of a list. */
        ProcessPage: {
            data: components["schemas"]["Process"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description All of it; the path may name it alone. */
        ProcessReplacement: {
            code?: string;
            name: string;
        };
        RecalculateAll: {
            /** @description Share of failed variants up to which the job is released; default 0.01. */
            allow_failed?: number;
            /**
             * Format: date
             * @description Rates in force on this day; default today in the time zone of the mill (`time_zone` of `stats`).
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
             * @description Rates in force on this day; default today in the time zone of the mill (`time_zone` of `stats`).
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
            /** @description Values of this job alone, in place of the catalogue's: parameter key → number, or item code. */
            base_params: {
                [key: string]: number | string;
            };
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
            /** @description true: release although readers see a later result; what that had seen is pending again. */
            older?: boolean;
        };
        /** @description How something is made and costed. Steps run in the order given. */
        Routing: {
            code: string;
            name: string;
            /** @description A formula, computed last: what the lot yields. Costs are divided by it. */
            output_quantity: string;
            output_unit: string;
            /** @description Parameter key → number, or code of an item. */
            parameters: {
                [key: string]: number | string;
            };
            steps: components["schemas"]["RoutingStep"][];
        };
        /** @description Only what changes; null empties a field. */
        RoutingChanges: {
            code?: string;
            name?: string;
            /** @description Text, or a bare number. */
            output_quantity?: string | number;
            output_unit?: string;
            /** @description Parameter key → number, or code of an item. */
            parameters?: {
                [key: string]: number | string | null;
            } | null;
            steps?: components["schemas"]["NewRoutingStep"][];
        };
        /** @description A page of a list. */
        RoutingPage: {
            data: components["schemas"]["Routing"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description All of it; the path may name it alone. */
        RoutingReplacement: {
            code?: string;
            name: string;
            /** @description Text, or a bare number. */
            output_quantity: string | number;
            output_unit: string;
            /** @description Parameter key → number, or code of an item. */
            parameters?: {
                [key: string]: number | string;
            } | null;
            steps: components["schemas"]["NewRoutingStep"][];
        };
        /** @description A step of a routing; its formula may use the codes of the steps before it. */
        RoutingStep: {
            code: string;
            /**
             * @description MEMO: a value that later steps use, and no cost.
             * @enum {string}
             */
            cost_component: "MATERIAL" | "PROCESS" | "OVERHEAD" | "MEMO";
            /** @description docs/formulas.md says what it may use. */
            formula: string;
            process: string | null;
        };
        /** @description How much there is, what readers see, and how the last job went. */
        Stats: {
            active_routings: number;
            failed_in_last_job: number;
            last_job: components["schemas"]["Job"] | null;
            released: components["schemas"]["Released"] | null;
            summaries: number;
            /** @description Whose day that is: of TIME_ZONE, else of the catalogue, else of the machine of the API. */
            time_zone: string;
            /**
             * Format: date
             * @description In the mill: the default of every `as_of`.
             */
            today: string;
            variants: number;
            /** @description false: `variants` is an estimate. */
            variants_exact: boolean;
            watch: components["schemas"]["Watch"];
        };
        /** @description Those that are there on one routing. */
        TouchedRouting: {
            routing: string;
            variants: number;
        };
        /** @description Sums over the variants that both jobs have and that are costed by this unit of output in this currency. */
        UnitDiff: {
            by_master_yarn: components["schemas"]["GroupChange"][];
            /** @description Without the variants that are on another routing than before. */
            by_routing: components["schemas"]["GroupChange"][];
            /** @description In both, with another figure. */
            changed: number;
            components: components["schemas"]["ComponentChange"][];
            currency: string;
            output_unit: string;
            /** @description In both. */
            variants: number;
        };
        ValidateFormula: {
            /** @description The text of the formula. */
            formula: string;
            /** @description Names that may be used though they have no value. */
            names?: string[];
            /** @description Code of a routing: all that its formulas may use is known. */
            routing?: string;
            /** @description Name → number; null: a parameter without value. */
            values?: {
                [key: string]: number | null;
            };
        };
        /** @description What is sold. Its SKU decides its id, and neither ever changes. */
        Variant: {
            batch_no: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description false: it is not costed. Default true. */
            is_active: boolean;
            master_yarn: string | null;
            /** @description Parameter key → number, or code of an item. */
            parameters: {
                [key: string]: number | string;
            };
            routing: string | null;
            sku: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: uuid */
            variant_id: string;
        };
        /** @description Only what changes; null empties a field. */
        VariantChanges: {
            batch_no?: string | null;
            /** @description false: it is not costed. Default true. */
            is_active?: boolean | null;
            master_yarn?: string;
            /** @description Parameter key → number, or code of an item. */
            parameters?: {
                [key: string]: number | string | null;
            } | null;
            routing?: string;
            sku?: string;
        };
        /** @description How many variants there are. */
        VariantCount: {
            count: number;
            /** @description false: an estimate. */
            exact: boolean;
        };
        /** @description A page of a list. */
        VariantPage: {
            data: components["schemas"]["Variant"][];
            /** @description Hand it back as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description All of it; the path may name it alone. */
        VariantReplacement: {
            batch_no?: string | null;
            /** @description false: it is not costed. Default true. */
            is_active?: boolean | null;
            master_yarn: string;
            /** @description Parameter key → number, or code of an item. */
            parameters?: {
                [key: string]: number | string;
            } | null;
            routing: string;
            sku?: string;
        };
        /** @description Something that a person should look at; it changes no status. */
        Warning: {
            /** @description Stable, e.g. `PRICE_EXPIRED`, `PRICE_GAP`, `PRICE_JUMP`, `NO_EFFECT`. */
            code: string;
            /** @description Number of cases. */
            count: number;
            /** @description The first ten cases. */
            examples: string[];
            message: string;
        };
        /** @description The delta watch: whether changes are costed as they come, and if not, why. */
        Watch: {
            /** @description Who suspended it: the name of an API key, `cli`, or a database role. */
            by: string | null;
            /** @enum {string|null} */
            cause: "ROLLBACK" | "OTHER_DATE" | "OWN_VALUES" | "OLDER_STATE" | "NOT_RELEASED" | null;
            /** @description The job that readers see since, or that could not be released. */
            job_no: number | null;
            message: string;
            /** Format: date-time */
            since: string | null;
            /**
             * @description SUSPENDED: by what somebody decided to show; STOPPED: at a job that could not be released; OFF: no worker watches.
             * @enum {string}
             */
            state: "WATCHING" | "SUSPENDED" | "STOPPED" | "OFF";
            /** @description A worker watches, also while it may begin nothing. */
            watched: boolean;
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
                "Cache-Control": components["headers"]["Cache-Control"];
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
                "Cache-Control": components["headers"]["Cache-Control"];
                /** @description The scheme of the key, and whether the one that was sent is unknown. */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unauthorized",
                 *       "status": 401,
                 *       "code": "KEY_REQUIRED",
                 *       "detail": "This needs a key. Send `Authorization: Bearer <key>`."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller may not do this, or the request comes from a foreign page. */
        Problem403: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
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
                "Cache-Control": components["headers"]["Cache-Control"];
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
        /** @description The path has no such method; `Allow` names those that it has. */
        Problem405: {
            headers: {
                /** @description The methods that the path has. */
                Allow?: string;
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Method Not Allowed",
                 *       "status": 405,
                 *       "code": "METHOD_NOT_ALLOWED",
                 *       "detail": "PUT is not possible here; GET, HEAD, OPTIONS are.",
                 *       "allowed": [
                 *         "GET",
                 *         "HEAD",
                 *         "OPTIONS"
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No media type of the answer is one that `Accept` admits. */
        Problem406: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Not Acceptable",
                 *       "status": 406,
                 *       "code": "NOT_ACCEPTABLE",
                 *       "detail": "The answer is application/json, which the Accept header excludes.",
                 *       "available": [
                 *         "application/json"
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request or its body did not come in time; the connection ends. */
        Problem408: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Request Timeout",
                 *       "status": 408,
                 *       "code": "BODY_TOO_SLOW",
                 *       "detail": "The body did not come in time: within 30 s too little arrived."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What there is stands against it; `code` says what. */
        Problem409: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
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
        /** @description What a cursor goes by is gone: begin again without one. */
        Problem410: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Gone",
                 *       "status": 410,
                 *       "code": "CURSOR_EXPIRED",
                 *       "detail": "The figures that this list began with are gone: begin again without a cursor."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It has changed since it was read: `If-Match` names another version. */
        Problem412: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Precondition Failed",
                 *       "status": 412,
                 *       "code": "PRECONDITION_FAILED",
                 *       "detail": "The entry has changed since you read it: read it again, and decide anew."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
        Problem413: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
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
                /** @description Media types that a PATCH may be sent as. */
                "Accept-Patch"?: string;
                /** @description Media types that a POST may be sent as. */
                "Accept-Post"?: string;
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unsupported Media Type",
                 *       "status": 415,
                 *       "code": "UNSUPPORTED_MEDIA_TYPE",
                 *       "detail": "Send the body in UTF-8 as application/json, and say so in Content-Type.",
                 *       "supported": [
                 *         "application/json"
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The `Idempotency-Key` was used for another request, by path or body. */
        Problem422: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unprocessable Entity",
                 *       "status": 422,
                 *       "code": "IDEMPOTENCY_KEY_REUSED",
                 *       "detail": "This Idempotency-Key was used for another request (path or body): send a new key for a new request."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests: wait `Retry-After`. */
        Problem429: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
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
        /** @description Too many headers, or too large ones. */
        Problem431: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Request Header Fields Too Large",
                 *       "status": 431,
                 *       "code": "TOO_MANY_HEADERS",
                 *       "detail": "A request may have 100 headers, this one has 101."
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What it depends on is away: try again after `Retry-After`. */
        Problem503: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
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
    headers: {
        /** @description `no-store`; of what has an ETag `no-cache`: it may be stored, and is asked for again. */
        "Cache-Control": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getEntrance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where to go from here. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Textile Costing Engine",
                     *       "version": "0.1.0",
                     *       "docs": "/api/docs",
                     *       "openapi": "/api/v1/openapi.json",
                     *       "health": "/health",
                     *       "console": null
                     *     }
                     */
                    "application/json": components["schemas"]["Entrance"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /**
                 * @description The day whose rates are compared; default today in the time zone of the mill (`time_zone` of `stats`).
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    listCostSummaries: {
        parameters: {
            query?: {
                /**
                 * @description `next_cursor` of the page before.
                 * @example WyJCTFVFIl0
                 */
                cursor?: string;
                /**
                 * @description How many at most; default 50.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Only those of the yarn with this code.
                 * @example 30s-CH
                 */
                master_yarn?: string;
                /**
                 * @description Only those on the routing with this code.
                 * @example KNIT-DYED
                 */
                routing?: string;
                /**
                 * @description Only those of this status.
                 * @example PENDING
                 */
                status?: "CURRENT" | "PENDING" | "FAILED" | "NEVER";
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "variant_id": "48bc9d56-e7f7-572d-9d60-7a3bd2687679",
                     *           "sku": "KD-30CH-WINE-160",
                     *           "currency": "INR",
                     *           "output_unit": "kg",
                     *           "total_material_cost": "164.568950",
                     *           "total_process_cost": "56.223587",
                     *           "total_overhead": "26.266503",
                     *           "grand_total": "247.059040",
                     *           "job_no": 42,
                     *           "as_of": "2026-06-30",
                     *           "calculated_at": "2026-06-30T18:00:02.550Z",
                     *           "status": "CURRENT"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["CostSummaryPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    explainCostSummary: {
        parameters: {
            query?: {
                /**
                 * @description With the rates of this day; default today in the time zone of the mill (`time_zone` of `stats`). Not beside `job`, which has a day of its own.
                 * @example 2026-06-30
                 */
                as_of?: string;
                /**
                 * @description Number, id or kept name of the job whose stored figures are explained, with its inputs.
                 * @example 01977c5e-9f00-7a10-8000-000000000042
                 */
                job?: unknown;
            };
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
            /** @description How the cost of a variant comes about: values of steps are for the lot, totals for one unit of output. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sku": "SJ-40-WHITE",
                     *       "variant_id": "744b4921-dff7-53c2-8ea5-5832a296c2ab",
                     *       "routing": "SJ",
                     *       "as_of": "2026-06-01",
                     *       "job_no": null,
                     *       "currency": "IDR",
                     *       "output_quantity": 97.5,
                     *       "output_unit": "kg",
                     *       "steps": [
                     *         {
                     *           "code": "OUTPUT_KG",
                     *           "process": null,
                     *           "cost_component": "MEMO",
                     *           "formula": "yarn_kg * (1 - knit_waste_pct / 100)",
                     *           "value": 97.5,
                     *           "inputs": {
                     *             "yarn_kg": {
                     *               "value": 100,
                     *               "source": "DEFAULT"
                     *             },
                     *             "knit_waste_pct": {
                     *               "value": 2.5,
                     *               "source": "MASTER_YARN"
                     *             }
                     *           }
                     *         },
                     *         {
                     *           "code": "YARN",
                     *           "process": "KNIT",
                     *           "cost_component": "MATERIAL",
                     *           "formula": "yarn_kg * yarn",
                     *           "value": 5200012.345678901,
                     *           "inputs": {
                     *             "yarn_kg": {
                     *               "value": 100,
                     *               "source": "DEFAULT"
                     *             },
                     *             "yarn": {
                     *               "value": 52000.12345678901,
                     *               "source": "ITEM_PRICE",
                     *               "rate_id": "4",
                     *               "effective_date": "2026-01-01",
                     *               "item": "RING-40"
                     *             }
                     *           }
                     *         },
                     *         {
                     *           "code": "LABOUR",
                     *           "process": "KNIT",
                     *           "cost_component": "PROCESS",
                     *           "formula": "hours * wage_per_hour",
                     *           "value": 157500,
                     *           "inputs": {
                     *             "hours": {
                     *               "value": 7,
                     *               "source": "VARIANT"
                     *             },
                     *             "wage_per_hour": {
                     *               "value": 22500,
                     *               "source": "RATE",
                     *               "rate_id": "1",
                     *               "effective_date": "2026-01-01"
                     *             }
                     *           }
                     *         },
                     *         {
                     *           "code": "RENT",
                     *           "process": "FINISH",
                     *           "cost_component": "OVERHEAD",
                     *           "formula": "rent_month / 720 * hours + 0.01 * cost_so_far",
                     *           "value": 141075.123456789,
                     *           "inputs": {
                     *             "rent_month": {
                     *               "value": 9000000,
                     *               "source": "ROUTING"
                     *             },
                     *             "hours": {
                     *               "value": 7,
                     *               "source": "VARIANT"
                     *             },
                     *             "cost_so_far": {
                     *               "value": 5357512.345678901,
                     *               "source": "RUNNING_TOTAL"
                     *             }
                     *           }
                     *         }
                     *       ],
                     *       "total_material_cost": "53333.459956",
                     *       "total_process_cost": "1615.384615",
                     *       "total_overhead": "1446.924343",
                     *       "grand_total": "56395.768914"
                     *     }
                     */
                    "application/json": components["schemas"]["CostExplanation"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    exportCostSummaries: {
        parameters: {
            query?: {
                /**
                 * @description A table or a cost a line; default csv.
                 * @example csv
                 */
                format?: "csv" | "ndjson";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A table with a header, or an object a line, of these fields. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description A name for a file of it. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example {"sku":"KD-30CH-WINE-160","variant_id":"48bc9d56-e7f7-572d-9d60-7a3bd2687679","master_yarn":"30s-CH","routing":"KNIT-DYED","output_unit":"kg","currency":"INR","total_material_cost":"164.568950","total_process_cost":"56.223587","total_overhead":"26.266503","grand_total":"247.059040","job_no":42,"as_of":"2026-06-30","calculated_at":"2026-06-30T18:00:02.550Z","status":"CURRENT"} */
                    "application/x-ndjson": string;
                    /**
                     * @example sku,variant_id,master_yarn,routing,output_unit,currency,total_material_cost,total_process_cost,total_overhead,grand_total,job_no,as_of,calculated_at,status
                     *     KD-30CH-WINE-160,48bc9d56-e7f7-572d-9d60-7a3bd2687679,30s-CH,KNIT-DYED,kg,INR,164.568950,56.223587,26.266503,247.059040,42,2026-06-30,2026-06-30T18:00:02.550Z,CURRENT
                     */
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    validateFormula: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "formula": "hours * wage_per_hour",
                 *       "names": [
                 *         "yarn_kg"
                 *       ],
                 *       "routing": "SJ",
                 *       "values": {
                 *         "hours": 7,
                 *         "wage_per_hour": 22500
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ValidateFormula"];
            };
        };
        responses: {
            /** @description Its value, or why it has none. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "value": 157500
                     *     }
                     */
                    "application/json": components["schemas"]["FormulaResult"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    listItems: {
        parameters: {
            query?: {
                /**
                 * @description `next_cursor` of the page before.
                 * @example WyJCTFVFIl0
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "code": "RING-40",
                     *           "name": "Ring-spun cotton Ne 40/1",
                     *           "unit": "kg"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ItemPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    createItem: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description All of it; what is left out is empty. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "RING-40",
                 *       "name": "Ring-spun cotton Ne 40/1",
                 *       "unit": "kg"
                 *     }
                 */
                "application/json": components["schemas"]["NewItem"];
            };
        };
        responses: {
            /** @description Something that is bought, and that a parameter of kind ITEM may stand for. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RING-40",
                     *       "name": "Ring-spun cotton Ne 40/1",
                     *       "unit": "kg"
                     *     }
                     */
                    "application/json": components["schemas"]["Item"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    getItem: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what is at hand: 304 when it is still right.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the item.
                 * @example RING-40
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Something that is bought, and that a parameter of kind ITEM may stand for. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RING-40",
                     *       "name": "Ring-spun cotton Ne 40/1",
                     *       "unit": "kg"
                     *     }
                     */
                    "application/json": components["schemas"]["Item"];
                };
            };
            /** @description No content. */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    replaceItem: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the item.
                 * @example RING-40
                 */
                code: string;
            };
            cookie?: never;
        };
        /** @description All of it; the path may name it alone. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ring-spun cotton Ne 40/1",
                 *       "unit": "kg"
                 *     }
                 */
                "application/json": components["schemas"]["ItemReplacement"];
            };
        };
        responses: {
            /** @description Something that is bought, and that a parameter of kind ITEM may stand for. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RING-40",
                     *       "name": "Ring-spun cotton Ne 40/1",
                     *       "unit": "kg"
                     *     }
                     */
                    "application/json": components["schemas"]["Item"];
                };
            };
            /** @description Something that is bought, and that a parameter of kind ITEM may stand for. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RING-40",
                     *       "name": "Ring-spun cotton Ne 40/1",
                     *       "unit": "kg"
                     *     }
                     */
                    "application/json": components["schemas"]["Item"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteItem: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the item.
                 * @example RING-40
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    updateItem: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the item.
                 * @example RING-40
                 */
                code: string;
            };
            cookie?: never;
        };
        /** @description Only what changes; null empties a field. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Combed ring-spun cotton Ne 40/1"
                 *     }
                 */
                "application/json": components["schemas"]["ItemChanges"];
                /**
                 * @example {
                 *       "name": "Combed ring-spun cotton Ne 40/1"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["ItemChanges"];
            };
        };
        responses: {
            /** @description Something that is bought, and that a parameter of kind ITEM may stand for. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RING-40",
                     *       "name": "Ring-spun cotton Ne 40/1",
                     *       "unit": "kg"
                     *     }
                     */
                    "application/json": components["schemas"]["Item"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
                     *           "base_params": {
                     *             "cotton_usd_kg": 2.5
                     *           },
                     *           "released": true,
                     *           "kept_name": null,
                     *           "warnings": [
                     *             {
                     *               "code": "PRICE_EXPIRED",
                     *               "message": "1 price expired without a successor: 23 variants took the formula's substitute or the parameter's default instead.",
                     *               "count": 1,
                     *               "examples": [
                     *                 "30s-CH: it expired on 2015-05-01, without a successor; taken instead: the formula's substitute; 23 variants"
                     *               ]
                     *             }
                     *           ]
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
                     *       "base_params": {
                     *         "cotton_usd_kg": 2.5
                     *       },
                     *       "released": true,
                     *       "kept_name": null,
                     *       "warnings": [
                     *         {
                     *           "code": "PRICE_EXPIRED",
                     *           "message": "1 price expired without a successor: 23 variants took the formula's substitute or the parameter's default instead.",
                     *           "count": 1,
                     *           "examples": [
                     *             "30s-CH: it expired on 2015-05-01, without a successor; taken instead: the formula's substitute; 23 variants"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
                     *       "base_params": {
                     *         "cotton_usd_kg": 2.5
                     *       },
                     *       "released": true,
                     *       "kept_name": null,
                     *       "warnings": [
                     *         {
                     *           "code": "PRICE_EXPIRED",
                     *           "message": "1 price expired without a successor: 23 variants took the formula's substitute or the parameter's default instead.",
                     *           "count": 1,
                     *           "examples": [
                     *             "30s-CH: it expired on 2015-05-01, without a successor; taken instead: the formula's substitute; 23 variants"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    diffJobs: {
        parameters: {
            query?: {
                /**
                 * @description The job to compare with, by its id, number or kept name; default the one that readers see.
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
            /** @description What moved between two jobs: one entry for each unit of output, because nothing is added over units; the variants that moved most; and those on another routing, gone and new. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 41,
                     *       "to": 42,
                     *       "units": [
                     *         {
                     *           "output_unit": "kg",
                     *           "currency": "INR",
                     *           "variants": 2,
                     *           "changed": 2,
                     *           "components": [
                     *             {
                     *               "component": "TOTAL",
                     *               "from": "36.000000",
                     *               "to": "42.000000",
                     *               "change": "6.000000",
                     *               "percent": 16.67
                     *             }
                     *           ],
                     *           "by_routing": [
                     *             {
                     *               "code": "KNIT-DYED",
                     *               "variants": 2,
                     *               "changed": 2,
                     *               "from": "36.000000",
                     *               "to": "42.000000",
                     *               "change": "6.000000",
                     *               "percent": 16.67
                     *             }
                     *           ],
                     *           "by_master_yarn": [
                     *             {
                     *               "code": "30s-CH",
                     *               "variants": 2,
                     *               "changed": 2,
                     *               "from": "36.000000",
                     *               "to": "42.000000",
                     *               "change": "6.000000",
                     *               "percent": 16.67
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "movers": [
                     *         {
                     *           "sku": "KD-30CH-WINE-160",
                     *           "variant_id": "48bc9d56-e7f7-572d-9d60-7a3bd2687679",
                     *           "output_unit": "kg",
                     *           "routing": "KNIT-DYED",
                     *           "master_yarn": "30s-CH",
                     *           "from": "13.000000",
                     *           "to": "16.000000",
                     *           "change": "3.000000",
                     *           "percent": 23.08
                     *         }
                     *       ],
                     *       "moved": [
                     *         {
                     *           "sku": "KG-24CH-170",
                     *           "from_routing": "KNIT-GREY",
                     *           "to_routing": "KNIT-DYED"
                     *         }
                     *       ],
                     *       "gone": [
                     *         "YN-40C-CONE"
                     *       ],
                     *       "new": [],
                     *       "counts": {
                     *         "moved": 1,
                     *         "gone": 1,
                     *         "new": 0,
                     *         "other_unit": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["JobDiff"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
                     *       "base_params": {
                     *         "cotton_usd_kg": 2.5
                     *       },
                     *       "released": true,
                     *       "kept_name": null,
                     *       "warnings": [
                     *         {
                     *           "code": "PRICE_EXPIRED",
                     *           "message": "1 price expired without a successor: 23 variants took the formula's substitute or the parameter's default instead.",
                     *           "count": 1,
                     *           "examples": [
                     *             "30s-CH: it expired on 2015-05-01, without a successor; taken instead: the formula's substitute; 23 variants"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
                     *           "item": "",
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    listFailedVariants: {
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
            /** @description A page of a list. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "sku": "KD-30CH-WINE-160",
                     *           "variant_id": "48bc9d56-e7f7-572d-9d60-7a3bd2687679",
                     *           "code": "MISSING_PARAMETER",
                     *           "routing": "KNIT-DYED",
                     *           "step": "DYES",
                     *           "name": "dye_1",
                     *           "item": "REACTIVE-RED-195",
                     *           "message": "item 'REACTIVE-RED-195' (parameter 'dye_1') has no price on 2026-06-30: it expired on 2026-06-01, without a successor"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["FailedVariantPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
                     *       "base_params": {
                     *         "cotton_usd_kg": 2.5
                     *       },
                     *       "released": true,
                     *       "kept_name": null,
                     *       "warnings": [
                     *         {
                     *           "code": "PRICE_EXPIRED",
                     *           "message": "1 price expired without a successor: 23 variants took the formula's substitute or the parameter's default instead.",
                     *           "count": 1,
                     *           "examples": [
                     *             "30s-CH: it expired on 2015-05-01, without a successor; taken instead: the formula's substitute; 23 variants"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                 *       "allow_failed": 0.05,
                 *       "older": false
                 *     }
                 */
                "application/json": components["schemas"]["ReleaseJob"];
            };
        };
        responses: {
            /** @description A recalculation. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
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
                     *       "base_params": {
                     *         "cotton_usd_kg": 2.5
                     *       },
                     *       "released": true,
                     *       "kept_name": null,
                     *       "warnings": [
                     *         {
                     *           "code": "PRICE_EXPIRED",
                     *           "message": "1 price expired without a successor: 23 variants took the formula's substitute or the parameter's default instead.",
                     *           "count": 1,
                     *           "examples": [
                     *             "30s-CH: it expired on 2015-05-01, without a successor; taken instead: the formula's substitute; 23 variants"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same request again, with the same key, gives the same job, for 24 hours. Keys belong to their caller; one that was used for another path or body is 422.
                 * @example month-end 2026-06
                 */
                "Idempotency-Key"?: string;
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
            /** @description A recalculation. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
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
                     *       "base_params": {
                     *         "cotton_usd_kg": 2.5
                     *       },
                     *       "released": true,
                     *       "kept_name": null,
                     *       "warnings": [
                     *         {
                     *           "code": "PRICE_EXPIRED",
                     *           "message": "1 price expired without a successor: 23 variants took the formula's substitute or the parameter's default instead.",
                     *           "count": 1,
                     *           "examples": [
                     *             "30s-CH: it expired on 2015-05-01, without a successor; taken instead: the formula's substitute; 23 variants"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
                     *       "base_params": {
                     *         "cotton_usd_kg": 2.5
                     *       },
                     *       "released": true,
                     *       "kept_name": null,
                     *       "warnings": [
                     *         {
                     *           "code": "PRICE_EXPIRED",
                     *           "message": "1 price expired without a successor: 23 variants took the formula's substitute or the parameter's default instead.",
                     *           "count": 1,
                     *           "examples": [
                     *             "30s-CH: it expired on 2015-05-01, without a successor; taken instead: the formula's substitute; 23 variants"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    listMasterYarns: {
        parameters: {
            query?: {
                /**
                 * @description `next_cursor` of the page before.
                 * @example WyJCTFVFIl0
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "code": "COTTON",
                     *           "name": "Combed cotton",
                     *           "parameters": {
                     *             "knit_waste_pct": 2.5
                     *           }
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MasterYarnPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    createMasterYarn: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description All of it; what is left out is empty. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "COTTON",
                 *       "name": "Combed cotton",
                 *       "parameters": {
                 *         "knit_waste_pct": 2.5
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewMasterYarn"];
            };
        };
        responses: {
            /** @description A yarn; its values are those of its variants that have none of their own. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "COTTON",
                     *       "name": "Combed cotton",
                     *       "parameters": {
                     *         "knit_waste_pct": 2.5
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MasterYarn"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    getMasterYarn: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what is at hand: 304 when it is still right.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the master yarn.
                 * @example COTTON
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A yarn; its values are those of its variants that have none of their own. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "COTTON",
                     *       "name": "Combed cotton",
                     *       "parameters": {
                     *         "knit_waste_pct": 2.5
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MasterYarn"];
                };
            };
            /** @description No content. */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    replaceMasterYarn: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the master yarn.
                 * @example COTTON
                 */
                code: string;
            };
            cookie?: never;
        };
        /** @description All of it; the path may name it alone. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Combed cotton",
                 *       "parameters": {
                 *         "knit_waste_pct": 2.5
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["MasterYarnReplacement"];
            };
        };
        responses: {
            /** @description A yarn; its values are those of its variants that have none of their own. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "COTTON",
                     *       "name": "Combed cotton",
                     *       "parameters": {
                     *         "knit_waste_pct": 2.5
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MasterYarn"];
                };
            };
            /** @description A yarn; its values are those of its variants that have none of their own. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "COTTON",
                     *       "name": "Combed cotton",
                     *       "parameters": {
                     *         "knit_waste_pct": 2.5
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MasterYarn"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteMasterYarn: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the master yarn.
                 * @example COTTON
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    updateMasterYarn: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the master yarn.
                 * @example COTTON
                 */
                code: string;
            };
            cookie?: never;
        };
        /** @description Only what changes; null empties a field. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "parameters": {
                 *         "knit_waste_pct": null,
                 *         "yarn": "RING-40"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["MasterYarnChanges"];
                /**
                 * @example {
                 *       "parameters": {
                 *         "knit_waste_pct": null,
                 *         "yarn": "RING-40"
                 *       }
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["MasterYarnChanges"];
            };
        };
        responses: {
            /** @description A yarn; its values are those of its variants that have none of their own. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "COTTON",
                     *       "name": "Combed cotton",
                     *       "parameters": {
                     *         "knit_waste_pct": 2.5
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MasterYarn"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description For `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.0"
                     *     }
                     */
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
            /** @description No content. */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description For `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    listParameters: {
        parameters: {
            query?: {
                /**
                 * @description `next_cursor` of the page before.
                 * @example WyJCTFVFIl0
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "key": "yarn_kg",
                     *           "kind": "NUMBER",
                     *           "label": "Yarn per lot",
                     *           "unit": "kg",
                     *           "group": "Material",
                     *           "default_value": 100,
                     *           "minimum": 0,
                     *           "maximum": null
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ParameterPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    createParameter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description All of it; what is left out is empty. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "yarn_kg",
                 *       "kind": "NUMBER",
                 *       "label": "Yarn per lot",
                 *       "unit": "kg",
                 *       "group": "Material",
                 *       "default_value": 100,
                 *       "minimum": 0
                 *     }
                 */
                "application/json": components["schemas"]["NewParameter"];
            };
        };
        responses: {
            /** @description A name that formulas use. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "yarn_kg",
                     *       "kind": "NUMBER",
                     *       "label": "Yarn per lot",
                     *       "unit": "kg",
                     *       "group": "Material",
                     *       "default_value": 100,
                     *       "minimum": 0,
                     *       "maximum": null
                     *     }
                     */
                    "application/json": components["schemas"]["Parameter"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    getParameter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what is at hand: 304 when it is still right.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The key of the parameter.
                 * @example yarn_kg
                 */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A name that formulas use. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "yarn_kg",
                     *       "kind": "NUMBER",
                     *       "label": "Yarn per lot",
                     *       "unit": "kg",
                     *       "group": "Material",
                     *       "default_value": 100,
                     *       "minimum": 0,
                     *       "maximum": null
                     *     }
                     */
                    "application/json": components["schemas"]["Parameter"];
                };
            };
            /** @description No content. */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    replaceParameter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The key of the parameter.
                 * @example yarn_kg
                 */
                key: string;
            };
            cookie?: never;
        };
        /** @description All of it; the path may name it alone. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "NUMBER",
                 *       "label": "Yarn per lot",
                 *       "unit": "kg",
                 *       "group": "Material",
                 *       "default_value": 100,
                 *       "minimum": 0
                 *     }
                 */
                "application/json": components["schemas"]["ParameterReplacement"];
            };
        };
        responses: {
            /** @description A name that formulas use. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "yarn_kg",
                     *       "kind": "NUMBER",
                     *       "label": "Yarn per lot",
                     *       "unit": "kg",
                     *       "group": "Material",
                     *       "default_value": 100,
                     *       "minimum": 0,
                     *       "maximum": null
                     *     }
                     */
                    "application/json": components["schemas"]["Parameter"];
                };
            };
            /** @description A name that formulas use. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "yarn_kg",
                     *       "kind": "NUMBER",
                     *       "label": "Yarn per lot",
                     *       "unit": "kg",
                     *       "group": "Material",
                     *       "default_value": 100,
                     *       "minimum": 0,
                     *       "maximum": null
                     *     }
                     */
                    "application/json": components["schemas"]["Parameter"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteParameter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The key of the parameter.
                 * @example yarn_kg
                 */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    updateParameter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The key of the parameter.
                 * @example yarn_kg
                 */
                key: string;
            };
            cookie?: never;
        };
        /** @description Only what changes; null empties a field. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "default_value": 120
                 *     }
                 */
                "application/json": components["schemas"]["ParameterChanges"];
                /**
                 * @example {
                 *       "default_value": 120
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["ParameterChanges"];
            };
        };
        responses: {
            /** @description A name that formulas use. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "yarn_kg",
                     *       "kind": "NUMBER",
                     *       "label": "Yarn per lot",
                     *       "unit": "kg",
                     *       "group": "Material",
                     *       "default_value": 100,
                     *       "minimum": 0,
                     *       "maximum": null
                     *     }
                     */
                    "application/json": components["schemas"]["Parameter"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    listPriceRates: {
        parameters: {
            query?: {
                /**
                 * @description Only the rate of each parameter and item that is in force on this day.
                 * @example 2026-06-30
                 */
                as_of?: string;
                /**
                 * @description `next_cursor` of the page before.
                 * @example WyJCTFVFIl0
                 */
                cursor?: string;
                /**
                 * @description Only those of the item with this code.
                 * @example RING-40
                 */
                item?: string;
                /**
                 * @description How many at most; default 50.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Only those of this parameter.
                 * @example wage_per_hour
                 */
                parameter_key?: string;
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "4",
                     *           "parameter_key": null,
                     *           "item": "RING-40",
                     *           "rate_value": "52000.123456789012",
                     *           "effective_date": "2026-01-01",
                     *           "expired_date": null,
                     *           "notes": "spot",
                     *           "created_at": "2026-01-02T07:30:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["PriceRatePage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    createPriceRate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description All of it; what is left out is empty. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "item": "RING-40",
                 *       "rate_value": "52000.123456789012",
                 *       "effective_date": "2026-01-01",
                 *       "notes": "spot"
                 *     }
                 */
                "application/json": components["schemas"]["NewPriceRate"];
            };
        };
        responses: {
            /** @description What a parameter or an item costs from a day on: of exactly one of them, and for good. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "4",
                     *       "parameter_key": null,
                     *       "item": "RING-40",
                     *       "rate_value": "52000.123456789012",
                     *       "effective_date": "2026-01-01",
                     *       "expired_date": null,
                     *       "notes": "spot",
                     *       "created_at": "2026-01-02T07:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PriceRate"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    getPriceRate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what is at hand: 304 when it is still right.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the rate.
                 * @example 4
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a parameter or an item costs from a day on: of exactly one of them, and for good. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "4",
                     *       "parameter_key": null,
                     *       "item": "RING-40",
                     *       "rate_value": "52000.123456789012",
                     *       "effective_date": "2026-01-01",
                     *       "expired_date": null,
                     *       "notes": "spot",
                     *       "created_at": "2026-01-02T07:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PriceRate"];
                };
            };
            /** @description No content. */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    deletePriceRate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the rate.
                 * @example 4
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    updatePriceRate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the rate.
                 * @example 4
                 */
                id: string;
            };
            cookie?: never;
        };
        /** @description Only what changes; null empties a field. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rate_value": "52150.5",
                 *       "notes": null
                 *     }
                 */
                "application/json": components["schemas"]["PriceRateChanges"];
                /**
                 * @example {
                 *       "rate_value": "52150.5",
                 *       "notes": null
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["PriceRateChanges"];
            };
        };
        responses: {
            /** @description What a parameter or an item costs from a day on: of exactly one of them, and for good. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "4",
                     *       "parameter_key": null,
                     *       "item": "RING-40",
                     *       "rate_value": "52000.123456789012",
                     *       "effective_date": "2026-01-01",
                     *       "expired_date": null,
                     *       "notes": "spot",
                     *       "created_at": "2026-01-02T07:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PriceRate"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    importPriceRates: {
        parameters: {
            query?: {
                /**
                 * @description true: make the items that rates name and that are not there.
                 * @example true
                 */
                create_items?: boolean;
                /**
                 * @description Order of year, month and day; months are read, too (1997-01).
                 * @example dmy
                 */
                dates?: "ymd" | "dmy" | "mdy";
                /**
                 * @description Decimals stand after a point (1,234.50) or a comma (1.234,50).
                 * @example comma
                 */
                decimal?: "point" | "comma";
                /**
                 * @description true: change nothing; answer what would change, and how many variants that would touch.
                 * @example true
                 */
                dry_run?: boolean;
                /**
                 * @description First day of all rates in a table without such a column.
                 * @example 2015-05-01
                 */
                effective_date?: string;
                /**
                 * @description Encoding of a table without a byte order mark; default UTF-8.
                 * @example windows-1252
                 */
                encoding?: string;
                /**
                 * @description Item of all rates in a table without such a column. Not beside `parameter`.
                 * @example RING-40
                 */
                item?: string;
                /**
                 * @description What a column is: `Title=field`; `Title=` leaves it out. May be given several times.
                 * @example [
                 *       "Colour=dye"
                 *     ]
                 */
                map?: string[];
                /**
                 * @description Parameter of all rates in a table without such a column. Not beside `item`.
                 * @example wage_per_hour
                 */
                parameter?: string;
                /**
                 * @description true: a row is all of its entry; what it leaves out is emptied or takes its default.
                 * @example true
                 */
                replace?: boolean;
                /**
                 * @description Round rates with more decimals than this.
                 * @example 12
                 */
                round?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A table with a header: item or parameter_key, rate_value, effective_date, expired_date (the first day without the rate) or valid_to (the last day with it), notes. Only the columns that it has are changed. */
        requestBody: {
            content: {
                /**
                 * @example item,rate_value,effective_date,valid_to
                 *     RING-40,52150.5,2026-07-01,2026-12-31
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description What an import did or, with `dry_run`, would do. `changes`, `changes_count` and `touches` are of a dry run. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "inserted": 2,
                     *       "updated": 0,
                     *       "unchanged": 0,
                     *       "cells_changed": 0,
                     *       "emptied": [],
                     *       "rounded": 0,
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["ImportAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    listProcesses: {
        parameters: {
            query?: {
                /**
                 * @description `next_cursor` of the page before.
                 * @example WyJCTFVFIl0
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "code": "KNIT",
                     *           "name": "Circular knitting"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ProcessPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    createProcess: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description All of it; what is left out is empty. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "KNIT",
                 *       "name": "Circular knitting"
                 *     }
                 */
                "application/json": components["schemas"]["NewProcess"];
            };
        };
        responses: {
            /** @description A department or a kind of machine. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "KNIT",
                     *       "name": "Circular knitting"
                     *     }
                     */
                    "application/json": components["schemas"]["Process"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    getProcess: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what is at hand: 304 when it is still right.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the process.
                 * @example KNIT
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A department or a kind of machine. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "KNIT",
                     *       "name": "Circular knitting"
                     *     }
                     */
                    "application/json": components["schemas"]["Process"];
                };
            };
            /** @description No content. */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    replaceProcess: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the process.
                 * @example KNIT
                 */
                code: string;
            };
            cookie?: never;
        };
        /** @description All of it; the path may name it alone. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Circular knitting"
                 *     }
                 */
                "application/json": components["schemas"]["ProcessReplacement"];
            };
        };
        responses: {
            /** @description A department or a kind of machine. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "KNIT",
                     *       "name": "Circular knitting"
                     *     }
                     */
                    "application/json": components["schemas"]["Process"];
                };
            };
            /** @description A department or a kind of machine. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "KNIT",
                     *       "name": "Circular knitting"
                     *     }
                     */
                    "application/json": components["schemas"]["Process"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteProcess: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the process.
                 * @example KNIT
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    updateProcess: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the process.
                 * @example KNIT
                 */
                code: string;
            };
            cookie?: never;
        };
        /** @description Only what changes; null empties a field. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Circular and flat knitting"
                 *     }
                 */
                "application/json": components["schemas"]["ProcessChanges"];
                /**
                 * @example {
                 *       "name": "Circular and flat knitting"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["ProcessChanges"];
            };
        };
        responses: {
            /** @description A department or a kind of machine. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "KNIT",
                     *       "name": "Circular knitting"
                     *     }
                     */
                    "application/json": components["schemas"]["Process"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    recalculateAll: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same request again, with the same key, gives the same job, for 24 hours. Keys belong to their caller; one that was used for another path or body is 422.
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    recalculateDelta: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same request again, with the same key, gives the same job, for 24 hours. Keys belong to their caller; one that was used for another path or body is 422.
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description Where the job is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "NOTHING_TO_DO",
                     *       "failed": 0,
                     *       "message": "nothing to do: no change is pending, and every cost is what the catalogue gives"
                     *     }
                     */
                    "application/json": components["schemas"]["NothingToDo"];
                };
            };
            /** @description The job, which goes on by itself. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    listRoutings: {
        parameters: {
            query?: {
                /**
                 * @description `next_cursor` of the page before.
                 * @example WyJCTFVFIl0
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "code": "SJ",
                     *           "name": "Single jersey",
                     *           "output_unit": "kg",
                     *           "output_quantity": "OUTPUT_KG",
                     *           "parameters": {
                     *             "rent_month": 9000000
                     *           },
                     *           "steps": [
                     *             {
                     *               "code": "OUTPUT_KG",
                     *               "process": null,
                     *               "cost_component": "MEMO",
                     *               "formula": "yarn_kg * (1 - knit_waste_pct / 100)"
                     *             },
                     *             {
                     *               "code": "YARN",
                     *               "process": "KNIT",
                     *               "cost_component": "MATERIAL",
                     *               "formula": "yarn_kg * yarn"
                     *             },
                     *             {
                     *               "code": "LABOUR",
                     *               "process": "KNIT",
                     *               "cost_component": "PROCESS",
                     *               "formula": "hours * wage_per_hour"
                     *             },
                     *             {
                     *               "code": "RENT",
                     *               "process": "FINISH",
                     *               "cost_component": "OVERHEAD",
                     *               "formula": "rent_month / 720 * hours + 0.01 * cost_so_far"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["RoutingPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    createRouting: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description All of it; what is left out is empty. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "SJ",
                 *       "name": "Single jersey",
                 *       "output_unit": "kg",
                 *       "output_quantity": "OUTPUT_KG",
                 *       "parameters": {
                 *         "rent_month": 9000000
                 *       },
                 *       "steps": [
                 *         {
                 *           "code": "OUTPUT_KG",
                 *           "process": null,
                 *           "cost_component": "MEMO",
                 *           "formula": "yarn_kg * (1 - knit_waste_pct / 100)"
                 *         },
                 *         {
                 *           "code": "YARN",
                 *           "process": "KNIT",
                 *           "cost_component": "MATERIAL",
                 *           "formula": "yarn_kg * yarn"
                 *         },
                 *         {
                 *           "code": "LABOUR",
                 *           "process": "KNIT",
                 *           "cost_component": "PROCESS",
                 *           "formula": "hours * wage_per_hour"
                 *         },
                 *         {
                 *           "code": "RENT",
                 *           "process": "FINISH",
                 *           "cost_component": "OVERHEAD",
                 *           "formula": "rent_month / 720 * hours + 0.01 * cost_so_far"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewRouting"];
            };
        };
        responses: {
            /** @description How something is made and costed. Steps run in the order given. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "SJ",
                     *       "name": "Single jersey",
                     *       "output_unit": "kg",
                     *       "output_quantity": "OUTPUT_KG",
                     *       "parameters": {
                     *         "rent_month": 9000000
                     *       },
                     *       "steps": [
                     *         {
                     *           "code": "OUTPUT_KG",
                     *           "process": null,
                     *           "cost_component": "MEMO",
                     *           "formula": "yarn_kg * (1 - knit_waste_pct / 100)"
                     *         },
                     *         {
                     *           "code": "YARN",
                     *           "process": "KNIT",
                     *           "cost_component": "MATERIAL",
                     *           "formula": "yarn_kg * yarn"
                     *         },
                     *         {
                     *           "code": "LABOUR",
                     *           "process": "KNIT",
                     *           "cost_component": "PROCESS",
                     *           "formula": "hours * wage_per_hour"
                     *         },
                     *         {
                     *           "code": "RENT",
                     *           "process": "FINISH",
                     *           "cost_component": "OVERHEAD",
                     *           "formula": "rent_month / 720 * hours + 0.01 * cost_so_far"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Routing"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    getRouting: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what is at hand: 304 when it is still right.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the routing.
                 * @example SJ
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How something is made and costed. Steps run in the order given. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "SJ",
                     *       "name": "Single jersey",
                     *       "output_unit": "kg",
                     *       "output_quantity": "OUTPUT_KG",
                     *       "parameters": {
                     *         "rent_month": 9000000
                     *       },
                     *       "steps": [
                     *         {
                     *           "code": "OUTPUT_KG",
                     *           "process": null,
                     *           "cost_component": "MEMO",
                     *           "formula": "yarn_kg * (1 - knit_waste_pct / 100)"
                     *         },
                     *         {
                     *           "code": "YARN",
                     *           "process": "KNIT",
                     *           "cost_component": "MATERIAL",
                     *           "formula": "yarn_kg * yarn"
                     *         },
                     *         {
                     *           "code": "LABOUR",
                     *           "process": "KNIT",
                     *           "cost_component": "PROCESS",
                     *           "formula": "hours * wage_per_hour"
                     *         },
                     *         {
                     *           "code": "RENT",
                     *           "process": "FINISH",
                     *           "cost_component": "OVERHEAD",
                     *           "formula": "rent_month / 720 * hours + 0.01 * cost_so_far"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Routing"];
                };
            };
            /** @description No content. */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    replaceRouting: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the routing.
                 * @example SJ
                 */
                code: string;
            };
            cookie?: never;
        };
        /** @description All of it; the path may name it alone. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Single jersey",
                 *       "output_unit": "kg",
                 *       "output_quantity": "OUTPUT_KG",
                 *       "parameters": {
                 *         "rent_month": 9000000
                 *       },
                 *       "steps": [
                 *         {
                 *           "code": "OUTPUT_KG",
                 *           "process": null,
                 *           "cost_component": "MEMO",
                 *           "formula": "yarn_kg * (1 - knit_waste_pct / 100)"
                 *         },
                 *         {
                 *           "code": "YARN",
                 *           "process": "KNIT",
                 *           "cost_component": "MATERIAL",
                 *           "formula": "yarn_kg * yarn"
                 *         },
                 *         {
                 *           "code": "LABOUR",
                 *           "process": "KNIT",
                 *           "cost_component": "PROCESS",
                 *           "formula": "hours * wage_per_hour"
                 *         },
                 *         {
                 *           "code": "RENT",
                 *           "process": "FINISH",
                 *           "cost_component": "OVERHEAD",
                 *           "formula": "rent_month / 720 * hours + 0.01 * cost_so_far"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RoutingReplacement"];
            };
        };
        responses: {
            /** @description How something is made and costed. Steps run in the order given. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "SJ",
                     *       "name": "Single jersey",
                     *       "output_unit": "kg",
                     *       "output_quantity": "OUTPUT_KG",
                     *       "parameters": {
                     *         "rent_month": 9000000
                     *       },
                     *       "steps": [
                     *         {
                     *           "code": "OUTPUT_KG",
                     *           "process": null,
                     *           "cost_component": "MEMO",
                     *           "formula": "yarn_kg * (1 - knit_waste_pct / 100)"
                     *         },
                     *         {
                     *           "code": "YARN",
                     *           "process": "KNIT",
                     *           "cost_component": "MATERIAL",
                     *           "formula": "yarn_kg * yarn"
                     *         },
                     *         {
                     *           "code": "LABOUR",
                     *           "process": "KNIT",
                     *           "cost_component": "PROCESS",
                     *           "formula": "hours * wage_per_hour"
                     *         },
                     *         {
                     *           "code": "RENT",
                     *           "process": "FINISH",
                     *           "cost_component": "OVERHEAD",
                     *           "formula": "rent_month / 720 * hours + 0.01 * cost_so_far"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Routing"];
                };
            };
            /** @description How something is made and costed. Steps run in the order given. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "SJ",
                     *       "name": "Single jersey",
                     *       "output_unit": "kg",
                     *       "output_quantity": "OUTPUT_KG",
                     *       "parameters": {
                     *         "rent_month": 9000000
                     *       },
                     *       "steps": [
                     *         {
                     *           "code": "OUTPUT_KG",
                     *           "process": null,
                     *           "cost_component": "MEMO",
                     *           "formula": "yarn_kg * (1 - knit_waste_pct / 100)"
                     *         },
                     *         {
                     *           "code": "YARN",
                     *           "process": "KNIT",
                     *           "cost_component": "MATERIAL",
                     *           "formula": "yarn_kg * yarn"
                     *         },
                     *         {
                     *           "code": "LABOUR",
                     *           "process": "KNIT",
                     *           "cost_component": "PROCESS",
                     *           "formula": "hours * wage_per_hour"
                     *         },
                     *         {
                     *           "code": "RENT",
                     *           "process": "FINISH",
                     *           "cost_component": "OVERHEAD",
                     *           "formula": "rent_month / 720 * hours + 0.01 * cost_so_far"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Routing"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteRouting: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the routing.
                 * @example SJ
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    updateRouting: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The code of the routing.
                 * @example SJ
                 */
                code: string;
            };
            cookie?: never;
        };
        /** @description Only what changes; null empties a field. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "parameters": {
                 *         "rent_month": 9500000
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["RoutingChanges"];
                /**
                 * @example {
                 *       "parameters": {
                 *         "rent_month": 9500000
                 *       }
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["RoutingChanges"];
            };
        };
        responses: {
            /** @description How something is made and costed. Steps run in the order given. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "SJ",
                     *       "name": "Single jersey",
                     *       "output_unit": "kg",
                     *       "output_quantity": "OUTPUT_KG",
                     *       "parameters": {
                     *         "rent_month": 9000000
                     *       },
                     *       "steps": [
                     *         {
                     *           "code": "OUTPUT_KG",
                     *           "process": null,
                     *           "cost_component": "MEMO",
                     *           "formula": "yarn_kg * (1 - knit_waste_pct / 100)"
                     *         },
                     *         {
                     *           "code": "YARN",
                     *           "process": "KNIT",
                     *           "cost_component": "MATERIAL",
                     *           "formula": "yarn_kg * yarn"
                     *         },
                     *         {
                     *           "code": "LABOUR",
                     *           "process": "KNIT",
                     *           "cost_component": "PROCESS",
                     *           "formula": "hours * wage_per_hour"
                     *         },
                     *         {
                     *           "code": "RENT",
                     *           "process": "FINISH",
                     *           "cost_component": "OVERHEAD",
                     *           "formula": "rent_month / 720 * hours + 0.01 * cost_so_far"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Routing"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "today": "2026-06-30",
                     *       "time_zone": "Asia/Jakarta",
                     *       "variants": 1000000,
                     *       "variants_exact": false,
                     *       "active_routings": 17,
                     *       "summaries": 1000000,
                     *       "released": {
                     *         "generation": 42,
                     *         "job_id": "01977c5e-9f00-7a10-8000-000000000042",
                     *         "epoch": 7,
                     *         "as_of": "2026-06-30",
                     *         "base_params": {},
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
                     *         "base_params": {
                     *           "cotton_usd_kg": 2.5
                     *         },
                     *         "released": true,
                     *         "kept_name": null,
                     *         "warnings": [
                     *           {
                     *             "code": "PRICE_EXPIRED",
                     *             "message": "1 price expired without a successor: 23 variants took the formula's substitute or the parameter's default instead.",
                     *             "count": 1,
                     *             "examples": [
                     *               "30s-CH: it expired on 2015-05-01, without a successor; taken instead: the formula's substitute; 23 variants"
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "failed_in_last_job": 12,
                     *       "watch": {
                     *         "state": "SUSPENDED",
                     *         "watched": true,
                     *         "cause": "ROLLBACK",
                     *         "job_no": 41,
                     *         "since": "2026-06-30T18:00:02.550Z",
                     *         "by": "planner",
                     *         "message": "Watching is suspended since 2026-06-30T18:00:02.550Z: a rollback took readers back to job 41. Changes stay pending until `watch resume` (REST `POST /api/v1/watch/resume`), or until a full job as of today is released."
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Stats"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    listVariants: {
        parameters: {
            query?: {
                /**
                 * @description `next_cursor` of the page before.
                 * @example WyJCTFVFIl0
                 */
                cursor?: string;
                /**
                 * @description How many at most; default 50.
                 * @example 50
                 */
                limit?: number;
                /**
                 * @description Only those of the yarn with this code.
                 * @example COTTON
                 */
                master_yarn?: string;
                /**
                 * @description Only those on the routing with this code.
                 * @example SJ
                 */
                routing?: string;
                /**
                 * @description Only the one with this SKU.
                 * @example SJ-40-WHITE
                 */
                sku?: string;
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
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "variant_id": "744b4921-dff7-53c2-8ea5-5832a296c2ab",
                     *           "sku": "SJ-40-WHITE",
                     *           "master_yarn": "COTTON",
                     *           "routing": "SJ",
                     *           "batch_no": "B-7",
                     *           "is_active": true,
                     *           "parameters": {
                     *             "hours": 7,
                     *             "yarn": "RING-40"
                     *           },
                     *           "created_at": "2026-01-02T07:30:00.000Z",
                     *           "updated_at": "2026-06-30T17:59:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["VariantPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    createVariant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description All of it; what is left out is empty. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sku": "SJ-40-WHITE",
                 *       "master_yarn": "COTTON",
                 *       "routing": "SJ",
                 *       "batch_no": "B-7",
                 *       "is_active": true,
                 *       "parameters": {
                 *         "hours": 7,
                 *         "yarn": "RING-40"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewVariant"];
            };
        };
        responses: {
            /** @description What is sold. Its SKU decides its id, and neither ever changes. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "variant_id": "744b4921-dff7-53c2-8ea5-5832a296c2ab",
                     *       "sku": "SJ-40-WHITE",
                     *       "master_yarn": "COTTON",
                     *       "routing": "SJ",
                     *       "batch_no": "B-7",
                     *       "is_active": true,
                     *       "parameters": {
                     *         "hours": 7,
                     *         "yarn": "RING-40"
                     *       },
                     *       "created_at": "2026-01-02T07:30:00.000Z",
                     *       "updated_at": "2026-06-30T17:59:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Variant"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    getVariant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what is at hand: 304 when it is still right.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of a variant.
                 * @example 744b4921-dff7-53c2-8ea5-5832a296c2ab
                 */
                variant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is sold. Its SKU decides its id, and neither ever changes. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "variant_id": "744b4921-dff7-53c2-8ea5-5832a296c2ab",
                     *       "sku": "SJ-40-WHITE",
                     *       "master_yarn": "COTTON",
                     *       "routing": "SJ",
                     *       "batch_no": "B-7",
                     *       "is_active": true,
                     *       "parameters": {
                     *         "hours": 7,
                     *         "yarn": "RING-40"
                     *       },
                     *       "created_at": "2026-01-02T07:30:00.000Z",
                     *       "updated_at": "2026-06-30T17:59:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Variant"];
                };
            };
            /** @description No content. */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    replaceVariant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of a variant.
                 * @example 744b4921-dff7-53c2-8ea5-5832a296c2ab
                 */
                variant_id: string;
            };
            cookie?: never;
        };
        /** @description All of it; the path may name it alone. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "master_yarn": "COTTON",
                 *       "routing": "SJ",
                 *       "batch_no": "B-7",
                 *       "is_active": true,
                 *       "parameters": {
                 *         "hours": 7,
                 *         "yarn": "RING-40"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["VariantReplacement"];
            };
        };
        responses: {
            /** @description What is sold. Its SKU decides its id, and neither ever changes. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "variant_id": "744b4921-dff7-53c2-8ea5-5832a296c2ab",
                     *       "sku": "SJ-40-WHITE",
                     *       "master_yarn": "COTTON",
                     *       "routing": "SJ",
                     *       "batch_no": "B-7",
                     *       "is_active": true,
                     *       "parameters": {
                     *         "hours": 7,
                     *         "yarn": "RING-40"
                     *       },
                     *       "created_at": "2026-01-02T07:30:00.000Z",
                     *       "updated_at": "2026-06-30T17:59:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Variant"];
                };
            };
            /** @description What is sold. Its SKU decides its id, and neither ever changes. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    /** @description Where the entry is; of a new one. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "variant_id": "744b4921-dff7-53c2-8ea5-5832a296c2ab",
                     *       "sku": "SJ-40-WHITE",
                     *       "master_yarn": "COTTON",
                     *       "routing": "SJ",
                     *       "batch_no": "B-7",
                     *       "is_active": true,
                     *       "parameters": {
                     *         "hours": 7,
                     *         "yarn": "RING-40"
                     *       },
                     *       "created_at": "2026-01-02T07:30:00.000Z",
                     *       "updated_at": "2026-06-30T17:59:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Variant"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteVariant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of a variant.
                 * @example 744b4921-dff7-53c2-8ea5-5832a296c2ab
                 */
                variant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    updateVariant: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.
                 * @example "n3yHYnMRmfU_0WqK8LzF5m5Kf2A"
                 */
                "If-Match"?: string;
                /**
                 * @description ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.
                 * @example *
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of a variant.
                 * @example 744b4921-dff7-53c2-8ea5-5832a296c2ab
                 */
                variant_id: string;
            };
            cookie?: never;
        };
        /** @description Only what changes; null empties a field. */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "batch_no": "B-8",
                 *       "parameters": {
                 *         "hours": 6.5,
                 *         "yarn": null
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["VariantChanges"];
                /**
                 * @example {
                 *       "batch_no": "B-8",
                 *       "parameters": {
                 *         "hours": 6.5,
                 *         "yarn": null
                 *       }
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["VariantChanges"];
            };
        };
        responses: {
            /** @description What is sold. Its SKU decides its id, and neither ever changes. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    /** @description The version, for `If-Match` and `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "variant_id": "744b4921-dff7-53c2-8ea5-5832a296c2ab",
                     *       "sku": "SJ-40-WHITE",
                     *       "master_yarn": "COTTON",
                     *       "routing": "SJ",
                     *       "batch_no": "B-7",
                     *       "is_active": true,
                     *       "parameters": {
                     *         "hours": 7,
                     *         "yarn": "RING-40"
                     *       },
                     *       "created_at": "2026-01-02T07:30:00.000Z",
                     *       "updated_at": "2026-06-30T17:59:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Variant"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    countVariants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many variants there are. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1000000,
                     *       "exact": false
                     *     }
                     */
                    "application/json": components["schemas"]["VariantCount"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    importVariants: {
        parameters: {
            query?: {
                /**
                 * @description Order of year, month and day; months are read, too (1997-01).
                 * @example dmy
                 */
                dates?: "ymd" | "dmy" | "mdy";
                /**
                 * @description Decimals stand after a point (1,234.50) or a comma (1.234,50).
                 * @example comma
                 */
                decimal?: "point" | "comma";
                /**
                 * @description true: change nothing; answer what would change, and how many variants that would touch.
                 * @example true
                 */
                dry_run?: boolean;
                /**
                 * @description Encoding of a table without a byte order mark; default UTF-8.
                 * @example windows-1252
                 */
                encoding?: string;
                /**
                 * @description What a column is: `Title=field`; `Title=` leaves it out. May be given several times.
                 * @example [
                 *       "Colour=dye"
                 *     ]
                 */
                map?: string[];
                /**
                 * @description true: a row is all of its entry; what it leaves out is emptied or takes its default.
                 * @example true
                 */
                replace?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A table with a header, a column a parameter, of which only the columns that it has are changed; or a variant a line, each whole. */
        requestBody: {
            content: {
                /**
                 * @example {"sku":"SJ-30-WHITE","master_yarn":"COTTON","routing":"SJ","parameters":{"hours":6.5}}
                 *     {"sku":"SJ-40-WHITE","master_yarn":"COTTON","routing":"SJ","parameters":{"hours":7,"yarn":"RING-40"}}
                 */
                "application/x-ndjson": string;
                /**
                 * @example sku,master_yarn,routing,hours,yarn
                 *     SJ-30-WHITE,COTTON,SJ,6.5,
                 *     SJ-40-WHITE,COTTON,SJ,7,RING-40
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description What an import did or, with `dry_run`, would do. `changes`, `changes_count` and `touches` are of a dry run. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "inserted": 2,
                     *       "updated": 0,
                     *       "unchanged": 0,
                     *       "cells_changed": 0,
                     *       "emptied": [],
                     *       "rounded": 0,
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["ImportAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    getWatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delta watch: whether changes are costed as they come, and if not, why. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "SUSPENDED",
                     *       "watched": true,
                     *       "cause": "ROLLBACK",
                     *       "job_no": 41,
                     *       "since": "2026-06-30T18:00:02.550Z",
                     *       "by": "planner",
                     *       "message": "Watching is suspended since 2026-06-30T18:00:02.550Z: a rollback took readers back to job 41. Changes stay pending until `watch resume` (REST `POST /api/v1/watch/resume`), or until a full job as of today is released."
                     *     }
                     */
                    "application/json": components["schemas"]["Watch"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    resumeWatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delta watch: whether changes are costed as they come, and if not, why. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "SUSPENDED",
                     *       "watched": true,
                     *       "cause": "ROLLBACK",
                     *       "job_no": 41,
                     *       "since": "2026-06-30T18:00:02.550Z",
                     *       "by": "planner",
                     *       "message": "Watching is suspended since 2026-06-30T18:00:02.550Z: a rollback took readers back to job 41. Changes stay pending until `watch resume` (REST `POST /api/v1/watch/resume`), or until a full job as of today is released."
                     *     }
                     */
                    "application/json": components["schemas"]["Watch"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
            /** @description State of the process and of what it depends on. Figures of the database are null while it does not answer. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "OK",
                     *       "started": true,
                     *       "draining": false,
                     *       "database": "OK",
                     *       "schema_drift": [],
                     *       "nats": "NONE",
                     *       "version": "0.1.0",
                     *       "released_generation": 42,
                     *       "epoch": 7,
                     *       "watch": {
                     *         "state": "SUSPENDED",
                     *         "watched": true,
                     *         "cause": "ROLLBACK",
                     *         "job_no": 41,
                     *         "since": "2026-06-30T18:00:02.550Z",
                     *         "by": "planner",
                     *         "message": "Watching is suspended since 2026-06-30T18:00:02.550Z: a rollback took readers back to job 41. Changes stay pending until `watch resume` (REST `POST /api/v1/watch/resume`), or until a full job as of today is released."
                     *       },
                     *       "tasks_waiting": 12,
                     *       "jobs_running": 1,
                     *       "pending_changes": 0,
                     *       "api_keys": {
                     *         "state": "IN_FORCE",
                     *         "digest": "ba7816bf8f01cfea"
                     *       },
                     *       "uptime_seconds": 86400
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
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
                    "Cache-Control": components["headers"]["Cache-Control"];
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
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics in the text format 0.0.4. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # HELP costing_pending_changes Changes of the catalogue that no job has processed, at most 50000.
                     *     # TYPE costing_pending_changes gauge
                     *     costing_pending_changes 3
                     */
                    "text/plain": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            405: components["responses"]["Problem405"];
            406: components["responses"]["Problem406"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            431: components["responses"]["Problem431"];
            503: components["responses"]["Problem503"];
        };
    };
}
