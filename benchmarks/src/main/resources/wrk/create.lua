wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"name":"a resource of the benchmark","description":"Created to be counted, with a description of usual length.","status":"active"}'
