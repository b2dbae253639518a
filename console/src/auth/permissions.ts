/** What a role may do. matrix.json is written from the server's own page by `npm run generate`; /v1/me has the last word. */
import type { Role } from "@/api/types";
import matrix from "./matrix.json";

export type Permission = keyof typeof matrix.permissions;

export const ROLES = matrix.roles as readonly Role[];
export const PERMISSIONS = Object.keys(matrix.permissions) as readonly Permission[];

export function includes(role: Role, permission: Permission): boolean {
  return matrix.permissions[permission].includes(role);
}
