SELECT resource_json(r)::text AS resource, version FROM resources r WHERE id = :#id
