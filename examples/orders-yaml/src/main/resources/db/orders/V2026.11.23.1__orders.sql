CREATE TABLE orders (
    id       uuid    PRIMARY KEY,
    item     text    NOT NULL,
    quantity integer NOT NULL
);
