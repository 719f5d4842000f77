-- Retention deletes from the old end of this one.
CREATE INDEX dead_letters_done ON dead_letters (changed_at) WHERE state <> 'open';
