// Drives the client of openapi-typescript and openapi-fetch.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { env: Record<string, string | undefined> };

function assert(holds: unknown, what: unknown): asserts holds {
  if (!holds) throw new Error(JSON.stringify(what));
}

const client = createClient<paths>({ baseUrl: process.env["REST_URL"] ?? "" });
// Only the name is required.
const smallest: components["schemas"]["ResourceInput"] = { name: "typescript" };

const made = await client.POST("/api/v1/resources", { body: smallest });
const resource = made.data;
const etag = made.response.headers.get("ETag");
assert(resource?.status === "active" && resource.description === null && etag, made.data);
const path = { id: resource.id };
const found = await client.GET("/api/v1/resources/{id}", { params: { path } });
assert(found.data?.name === "typescript", found.data);
await client.POST("/api/v1/resources", { body: { name: "second", description: "d", status: "new" } });

const first = await client.GET("/api/v1/resources", { params: { query: { limit: 1 } } });
const cursor = /[?&]cursor=([^&>]+)/.exec(first.response.headers.get("Link") ?? "")?.[1];
assert(cursor, "no Link");
const second = await client.GET("/api/v1/resources", { params: { query: { limit: 1, cursor } } });
assert(first.data?.length === 1 && second.data?.length === 1 && first.data[0]?.id !== second.data[0]?.id, second);

const header = { "If-Match": etag };
const changed = await client.PUT("/api/v1/resources/{id}", { params: { path, header }, body: { name: "changed" } });
assert(changed.data?.name === "changed", changed.error);
const stale = await client.PUT("/api/v1/resources/{id}", { params: { path, header }, body: { name: "stale" } });
assert(stale.error?.status === 412, stale.data);
const wrong = await client.GET("/api/v1/resources", { params: { query: { cursor: "nonsense" } } });
assert(wrong.error?.errors?.[0]?.field === "cursor", wrong.data);
const deleted = await client.DELETE("/api/v1/resources/{id}", { params: { path } });
assert(deleted.response.status === 204, deleted.error);
const gone = await client.GET("/api/v1/resources/{id}", { params: { path } });
assert(gone.response.status === 404 || gone.response.status === 410, gone.data);
assert(gone.error?.title, gone.error);
