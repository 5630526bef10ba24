/**
 * Joins `l`, the job that the figures of generation `r.generation` were computed with last: the one that built it, or the
 * last delta that was merged into it whole. A delta of chosen changes leaves other rows as they were.
 */
export const LAST_COMPUTATION = `JOIN LATERAL (
  SELECT * FROM recalculation_jobs m
   WHERE m.job_no = r.generation OR m.merged_into = r.generation AND m.status = 'COMPLETED' AND NOT m.is_partial
   ORDER BY m.job_no DESC LIMIT 1) l ON true`;
