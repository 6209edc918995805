-- Registering by the Table API (contract, section 7).

-- The request that created or changed the row last, as in supervisor_help_action: by it a request that is repeated after a
-- lost answer finds its own row. Not shown to callers. Part of the row, so it costs no row more.
ALTER TABLE interaction ADD COLUMN sys_transaction_id TEXT;
ALTER TABLE interaction_help_request ADD COLUMN sys_transaction_id TEXT;
