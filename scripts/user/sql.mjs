// The SQL of the commands. Each function returns one text without a semicolon at its end.
import { userInfo } from "node:os";
import { newSysId } from "./sys-id.mjs";

export const quote = (text) => `'${text.replaceAll("'", "''")}'`;
const ROLE_COLUMNS = "sys_id, user, role, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by";

export const ALL_USERS = `\
SELECT user_name, active, (SELECT json_group_array(role) FROM sys_user_has_role WHERE user = sys_user.sys_id) AS roles
FROM sys_user ORDER BY user_name`;

/** One row if there is such a user. */
export function user(userName) {
  return `SELECT active FROM sys_user WHERE user_name = ${quote(userName)}`;
}

/** Creates a user with roles. */
export function insertUser(userName, hash, roles) {
  const id = quote(newSysId());
  const insert = `\
INSERT INTO sys_user
  (sys_id, user_name, user_password, active, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
VALUES (${id}, ${quote(userName)}, ${quote(hash)}, 1, ${stamp()})`;
  const grants = roles.map((role) => `\
INSERT INTO sys_user_has_role (${ROLE_COLUMNS}) VALUES (${quote(newSysId())}, ${id}, ${quote(role)}, ${stamp()})`);
  return [insert, ...grants].join(";\n");
}

/** Also withdraws the refresh tokens that the old password has opened. */
export function updatePassword(userName, hash) {
  return `\
UPDATE sys_user SET user_password = ${quote(hash)}, ${changed()} WHERE user_name = ${quote(userName)};
DELETE FROM oauth_credential WHERE user = (SELECT sys_id FROM sys_user WHERE user_name = ${quote(userName)})`;
}

/** One row if this made a difference. */
export function updateActive(userName, active) {
  return `\
UPDATE sys_user SET active = ${active}, ${changed()}
WHERE user_name = ${quote(userName)} AND active <> ${active} RETURNING active`;
}

/** One row if this made a difference. */
export function insertRole(userName, role) {
  return `\
INSERT INTO sys_user_has_role (${ROLE_COLUMNS})
SELECT ${quote(newSysId())}, sys_id, ${quote(role)}, ${stamp()} FROM sys_user WHERE user_name = ${quote(userName)}
ON CONFLICT (user, role) DO NOTHING RETURNING role`;
}

/** One row if this made a difference. */
export function deleteRole(userName, role) {
  return `\
DELETE FROM sys_user_has_role
WHERE user = (SELECT sys_id FROM sys_user WHERE user_name = ${quote(userName)}) AND role = ${quote(role)} RETURNING role`;
}

/** The values of the four columns for when and by whom a new row was created and updated. */
function stamp() {
  return `${created()}, ${created()}`;
}

/** The values of the two columns for when and by whom a new row was created. */
export function created() {
  return `datetime('now'), ${quote(operator())}`;
}

function changed() {
  return `sys_updated_on = datetime('now'), sys_updated_by = ${quote(operator())}, sys_mod_count = sys_mod_count + 1`;
}

/** Who runs this command. */
function operator() {
  let name = "";
  try {
    name = userInfo().username;
  } catch {
    // In a container the user may have a number but no name.
  }
  return name.replace(/[^A-Za-z0-9._@-]/g, "").slice(0, 100) || "operator";
}
