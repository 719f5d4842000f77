// Drives the client of openapi-generator (go).
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"regexp"

	client "waybill.test/client"
)

var cursorOf = regexp.MustCompile(`[?&]cursor=([^&>]+)`)

func check(holds bool, what any) {
	if !holds {
		log.Panicf("%+v", what)
	}
}

func main() {
	ctx := context.Background()
	settings := client.NewConfiguration()
	settings.Servers = client.ServerConfigurations{{URL: os.Getenv("REST_URL")}}
	api := client.NewAPIClient(settings).ResourcesAPI

	resource, answer, err := api.CreateResource(ctx).ResourceInput(*client.NewResourceInput("go")).Execute()
	check(err == nil, err)
	etag := answer.Header.Get("ETag")
	check(resource.Name == "go" && resource.Status == "active" && !resource.Description.IsSet() || resource.Description.Get() == nil, resource)
	found, _, err := api.GetResource(ctx, resource.Id).Execute()
	check(err == nil && found.Name == "go", err)
	second := client.NewResourceInput("second")
	second.SetDescription("d")
	second.SetStatus("new")
	_, _, err = api.CreateResource(ctx).ResourceInput(*second).Execute()
	check(err == nil, err)

	page, answer, err := api.ListResources(ctx).Limit(1).Execute()
	check(err == nil && len(page) == 1, err)
	cursor := cursorOf.FindStringSubmatch(answer.Header.Get("Link"))
	next, _, err := api.ListResources(ctx).Limit(1).Cursor(cursor[1]).Execute()
	check(err == nil && len(next) == 1 && next[0].Id != page[0].Id, err)

	changed, _, err := api.ReplaceResource(ctx, resource.Id).ResourceInput(*client.NewResourceInput("changed")).IfMatch(etag).Execute()
	check(err == nil && changed.Name == "changed", err)
	_, answer, err = api.ReplaceResource(ctx, resource.Id).ResourceInput(*client.NewResourceInput("stale")).IfMatch(etag).Execute()
	check(err != nil && answer.StatusCode == 412, answer)
	_, _, err = api.ListResources(ctx).Cursor("nonsense").Execute()
	var refusal *client.GenericOpenAPIError
	check(errors.As(err, &refusal), err)
	problem, typed := refusal.Model().(client.Problem)
	check(typed && problem.Errors[0].Field == "cursor", refusal.Model())
	answer, err = api.DeleteResource(ctx, resource.Id).Execute()
	check(err == nil && answer.StatusCode == 204, err)
	_, answer, err = api.GetResource(ctx, resource.Id).Execute()
	check(err != nil && (answer.StatusCode == 404 || answer.StatusCode == 410), answer)
}
