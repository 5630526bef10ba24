/** What a key entitles to; each of the two in the middle includes `viewer`, and `admin` includes all. */
export const ROLES = ['viewer', 'editor', 'operator', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** An editor changes catalogue, rates and variants; an operator starts, releases and ends jobs. */
const INCLUDED: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  editor: ['viewer', 'editor'],
  operator: ['viewer', 'operator'],
  admin: ROLES,
};

/** Whether a key of `role` may do what needs `needed`. */
export function includesRole(role: Role, needed: Role): boolean {
  return INCLUDED[role].includes(needed);
}

/** Whether a text from outside names a role. */
export const isRole = (text: unknown): text is Role => (ROLES as readonly unknown[]).includes(text);
