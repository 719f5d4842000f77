SELECT document AS resource, version FROM resources WHERE id = :#id
