-- A day of a contact centre up to now, so that the board of the local run looks alive at once. Loaded by scripts/run.sh together
-- with sample-data.sql, which alone has the documented records. The tests do without it: its times are relative to now.

INSERT INTO interaction
  (sys_id, number, type, state, short_description, opened_at, closed_at, assigned_to, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
WITH RECURSIVE
  n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 190),
  subject (k, text) AS (VALUES
    (0, 'Caller asks for a refund'), (1, 'Caller cannot sign in'), (2, 'Invoice is charged twice'), (3, 'Delivery is three days late'),
    (4, 'Contract is to be cancelled'), (5, 'Complaint about a technician'), (6, 'Card was declined'), (7, 'Change of address'),
    (8, 'Router does not connect'), (9, 'Question about the new price')),
  agent (k, name) AS (VALUES
    (0, 'ana.silva'), (1, 'ben.okoye'), (2, 'carla.meyer'), (3, 'david.chen'), (4, 'elif.kaya'), (5, 'fatima.noor'), (6, 'george.hill')),
  -- The first 14 go on. Half of the others lie in the last nine hours, because a day is not even.
  call AS (SELECT i, CASE WHEN i <= 14 THEN 2 + i * 5 % 19 WHEN i % 2 = 0 THEN 22 + (i - 15) * 5 / 2 + i * 7919 % 31 ELSE 22 + (i - 15) * 15 / 2 + i * 7919 % 53 END AS ago FROM n)
SELECT printf('de3%029x', i), printf('IMS%07d', 1000 + i), 'phone', CASE WHEN i <= 14 THEN 'work_in_progress' ELSE 'closed_complete' END, text,
  datetime('now', '-' || ago || ' minutes'), CASE WHEN i > 14 THEN datetime('now', '-' || (ago - 21) || ' minutes') END, name,
  datetime('now', '-' || ago || ' minutes'), 'cti.integration', datetime('now', '-' || ago || ' minutes'), 'cti.integration'
FROM call JOIN subject ON subject.k = i * 7 % 10 JOIN agent ON agent.k = i % 7;

-- Every third of them asks for help. Five wait.
INSERT INTO interaction_help_request
  (sys_id, interaction, state, reason, opened_by, help_provided_by, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
SELECT 'de4' || substr(sys_id, 4), sys_id,
  CASE WHEN state = 'closed_complete' THEN 'closed' WHEN substr(number, 4) - 1000 <= 5 THEN 'new' ELSE 'in_progress' END,
  CASE substr(number, 4) % 5 WHEN 0 THEN 'Refund above the limit' WHEN 1 THEN 'Caller asks for a supervisor' WHEN 2 THEN 'Not sure about the contract'
    WHEN 3 THEN 'Caller is upset' ELSE 'Needs an approval' END,
  assigned_to, CASE WHEN substr(number, 4) - 1000 > 5 THEN 'petra.lang' END,
  CASE WHEN substr(number, 4) - 1000 <= 5 THEN datetime('now', '-' || ((substr(number, 4) - 1000) * 38) || ' seconds') ELSE datetime(opened_at, '+1 minutes') END,
  'cti.integration', opened_at, 'cti.integration'
FROM interaction WHERE sys_id LIKE 'de3%' AND (substr(number, 4) % 3 = 0 OR substr(number, 4) - 1000 <= 8);

-- Help that is over, and help that goes on: of the calls that go on, all but those that wait.
INSERT INTO supervisor_help_action
  (sys_id, interaction, help_request, action, start_time, end_time, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
SELECT 'de5' || substr(i.sys_id, 4), i.sys_id, r.sys_id,
  CASE WHEN substr(i.number, 4) * 13 % 10 < 4 THEN 'coach' WHEN substr(i.number, 4) * 13 % 10 < 7 THEN 'monitor' WHEN substr(i.number, 4) * 13 % 10 < 9 THEN 'barge_in' ELSE 'observe' END,
  datetime(i.opened_at, '+2 minutes'),
  CASE WHEN i.state = 'closed_complete' THEN datetime(i.opened_at, '+' || (180 + substr(i.number, 4) * 7919 % 900) || ' seconds') END,
  i.opened_at, 'cti.integration', i.opened_at, 'cti.integration'
FROM interaction AS i LEFT JOIN interaction_help_request AS r ON r.interaction = i.sys_id
WHERE i.sys_id LIKE 'de3%' AND substr(i.number, 4) - 1000 > 5;
