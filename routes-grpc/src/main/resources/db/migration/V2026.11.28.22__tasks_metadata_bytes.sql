-- A claim is bounded by bytes, too: so it need not read the metadata of tasks that it then leaves. Null: to be read.
ALTER TABLE tasks ADD COLUMN metadata_bytes integer NULL;
