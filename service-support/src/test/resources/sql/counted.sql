-- :#not is in a comment
SELECT :#a::int, ':x', :#b
 WHERE :#a > 1
