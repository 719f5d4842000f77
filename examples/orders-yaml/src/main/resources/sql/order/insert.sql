-- The row and, from the row itself, the event's JSON.
WITH placed AS (
    INSERT INTO orders (id, item, quantity) VALUES (:#id::uuid, :#item, :#quantity::int)
    RETURNING id, item, quantity
)
SELECT id::text, quantity, json_build_object('id', id, 'item', item, 'quantity', quantity)::text AS event FROM placed
