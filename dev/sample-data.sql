-- Sample data of the local run, loaded once by scripts/run.sh. Never part of a deployment.
-- All users have the password help-request-demo.

INSERT INTO sys_user (sys_id, user_name, user_password, active, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by) VALUES
  ('c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1', 'cti.integration', '$pbkdf2-sha256$i=100000,l=32$c2FtcGxlLXNhbHQtYzEtLQ$vLAe7k7nh5lq6sW1iTWauzeYUSkQIR4sRWj0mYlQ8/4', 1, '2026-02-18 08:00:00', 'system', '2026-02-18 08:00:00', 'system'),
  ('a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6', 'agent.desk', '$pbkdf2-sha256$i=100000,l=32$c2FtcGxlLXNhbHQtYTYtLQ$MpNC51gvfQ5YerToXCvB8fl8hziugmYFqfMbVb/ZYcc', 1, '2026-02-18 08:00:00', 'system', '2026-02-18 08:00:00', 'system'),
  ('adadadadadadadadadadadadadadadad', 'admin', '$pbkdf2-sha256$i=100000,l=32$c2FtcGxlLXNhbHQtYWQtLQ$aDmCXiWYDpFTDxVTRWqQirA3IJzm7v4QDTGI7/Yp14w', 1, '2026-02-18 08:00:00', 'system', '2026-02-18 08:00:00', 'system'),
  ('f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0', 'former.integration', '$pbkdf2-sha256$i=100000,l=32$c2FtcGxlLXNhbHQtZjAtLQ$FevW2QAHOtfXCEh8jWXLOfBocUlptQAPJla4pJm5w+0', 0, '2026-02-18 08:00:00', 'system', '2026-02-18 08:00:00', 'system');

INSERT INTO sys_user_has_role (sys_id, user, role, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by) VALUES
  ('11111111111111111111111111111111', 'c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1', 'interaction_integration_user', '2026-02-18 08:00:00', 'system', '2026-02-18 08:00:00', 'system'),
  ('22222222222222222222222222222222', 'adadadadadadadadadadadadadadadad', 'admin', '2026-02-18 08:00:00', 'system', '2026-02-18 08:00:00', 'system'),
  ('33333333333333333333333333333333', 'f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0', 'interaction_integration_user', '2026-02-18 08:00:00', 'system', '2026-02-18 08:00:00', 'system');

-- An OAuth client with the secret local-development-only-client-secret, and an API key with the second part
-- local-development-only-key. Both act as cti.integration.
INSERT INTO oauth_entity (client_id, client_secret, name, user, sys_created_on, sys_created_by) VALUES
  ('c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0', '$hmac-sha256$c2FtcGxlLXNhbHQtb2F1dGg$IRbZ3u8bW4GhEkTnV7ZG52ZtedJVTimQTSJ+FY2kLo0', 'local', 'c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1', '2026-02-18 08:00:00', 'system');

INSERT INTO api_key (sys_id, token, user, sys_created_on, sys_created_by) VALUES
  ('a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', '$hmac-sha256$c2FtcGxlLXNhbHQtYXBpLWtleQ$9GiBIPgf14WVcq+oNREl+bA60DvIBNJFGD6hqdrl398', 'c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1', '2026-02-18 08:00:00', 'system');

INSERT INTO interaction (sys_id, number, type, direction, caller_phone_number, state, short_description, opened_at, opened_by, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by) VALUES
  ('d4dec70f3b4bfe101baa9f7e53e45a5d', 'IMS0000001', 'phone', 'inbound', '+14097906402', 'work_in_progress', 'Caller asks for a refund', '2026-02-18 11:00:00', 'system', '2026-02-18 11:00:00', 'system', '2026-02-18 11:00:00', 'system'),
  ('cd87db433bcbfe101baa9f7e53e45a4d', 'IMS0000002', 'phone', 'inbound', NULL, 'work_in_progress', 'Caller cannot sign in', '2026-02-18 11:00:00', 'system', '2026-02-18 11:00:00', 'system', '2026-02-18 11:00:00', 'system');

INSERT INTO interaction_help_request (sys_id, interaction, state, reason, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by) VALUES
  ('5a1e0f034f3bfe101baa9f7e53e45a11', 'd4dec70f3b4bfe101baa9f7e53e45a5d', 'in_progress', 'Refund above the limit', '2026-02-18 11:00:00', 'system', '2026-02-18 11:00:00', 'system');

INSERT INTO supervisor_help_action (sys_id, interaction, help_request, action, start_time, end_time, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by) VALUES
  ('d25f034f3b4bfe101baa9f7e53e45a9f', 'd4dec70f3b4bfe101baa9f7e53e45a5d', '5a1e0f034f3bfe101baa9f7e53e45a11', 'coach', '2026-02-18 11:15:00', NULL, '2026-02-18 11:00:00', 'system', '2026-02-18 11:00:00', 'system'),
  ('e25f034f3b4bfe101baa9f7e53e45aa0', 'cd87db433bcbfe101baa9f7e53e45a4d', NULL, 'monitor', '2026-02-18 11:10:00', NULL, '2026-02-18 11:00:00', 'system', '2026-02-18 11:00:00', 'system'),
  ('e25f034f3b4bfe101baa9f7e53e45aa1', 'cd87db433bcbfe101baa9f7e53e45a4d', NULL, 'barge_in', '2026-02-18 11:18:00', NULL, '2026-02-18 11:00:00', 'system', '2026-02-18 11:00:00', 'system');
