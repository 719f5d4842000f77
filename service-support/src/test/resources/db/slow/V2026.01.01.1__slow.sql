SELECT pg_sleep(1); CREATE TABLE slow (id int);
