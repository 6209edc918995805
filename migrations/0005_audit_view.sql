-- The history of fields as ServiceNow shows it (contract, section 10): a row for each field that an update changed. An entry is
-- named after its number in the log and the place of its field in the list below, so names stay, and sort as the changes. New
-- fields go to the end of the list. Columns of the operator follow, in the order of their names.
CREATE VIEW sys_audit AS
SELECT
  printf('%024x%08x', c.sequence, iif(f.key GLOB 'u_*', 4096 + (SELECT count(*) FROM json_each(c.changes) AS e WHERE e.key < f.key), instr(',number,type,state,short_description,opened_at,closed_at,assigned_to,opened_for,interaction,reason,comments,opened_by,help_provided_by,help_request,action,start_time,end_time,closed_by,direction,state_reason,caller_phone_number,client_session_id,parent,contact,account,consumer,company,location,assignment_group,context_table,context_document,channel_metadata_table,channel_metadata_document,duration,category,subcategory,virtual_agent,agent_chat,help_requested,recording_url,transcript,work_notes,', ',' || f.key || ','))) AS sys_id,
  c.tablename AS tablename, c.documentkey AS documentkey, f.key AS fieldname,
  json_extract(f.value, '$[0]') AS oldvalue, json_extract(f.value, '$[1]') AS newvalue,
  c.user AS user, c.transaction_id AS transaction_id,
  datetime(c.recorded_at / 1000, 'unixepoch') AS sys_created_on, c.user AS sys_created_by,
  datetime(c.recorded_at / 1000, 'unixepoch') AS sys_updated_on, c.user AS sys_updated_by, 0 AS sys_mod_count,
  c.sequence AS sequence
FROM record_change AS c, json_each(c.changes) AS f
WHERE c.operation = 'update';

-- The epoch of the log. The operator makes the view anew with another word after a restore, when numbers are used again. A view
-- and not a table, so that a reader who waits for a change reads one row at most.
CREATE VIEW change_log_epoch AS SELECT 'a' AS epoch;
