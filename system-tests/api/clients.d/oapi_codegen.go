// Drives the client of oapi-codegen.
package main

import (
	"context"
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
	api, err := client.NewClientWithResponses(os.Getenv("REST_URL"))
	check(err == nil, err)

	made, err := api.CreateResourceWithResponse(ctx, nil, client.ResourceInput{Name: "go"})
	check(err == nil && made.JSON201 != nil, err)
	resource, etag := made.JSON201, made.HTTPResponse.Header.Get("ETag")
	check(resource.Name == "go" && resource.Status == "active" && resource.Description == nil, resource)
	found, err := api.GetResourceWithResponse(ctx, resource.Id, nil)
	check(err == nil && found.JSON200.Name == "go", err)
	description, status := "d", "new"
	_, err = api.CreateResourceWithResponse(ctx, nil, client.ResourceInput{Name: "second", Description: &description, Status: &status})
	check(err == nil, err)

	one := 1
	page, err := api.ListResourcesWithResponse(ctx, &client.ListResourcesParams{Limit: &one})
	check(err == nil && len(*page.JSON200) == 1, err)
	cursor := cursorOf.FindStringSubmatch(page.HTTPResponse.Header.Get("Link"))
	next, err := api.ListResourcesWithResponse(ctx, &client.ListResourcesParams{Limit: &one, Cursor: &cursor[1]})
	check(err == nil && len(*next.JSON200) == 1 && (*next.JSON200)[0].Id != (*page.JSON200)[0].Id, err)

	current := &client.ReplaceResourceParams{IfMatch: &etag}
	changed, err := api.ReplaceResourceWithResponse(ctx, resource.Id, current, client.ResourceInput{Name: "changed"})
	check(err == nil && changed.JSON200.Name == "changed", err)
	stale, err := api.ReplaceResourceWithResponse(ctx, resource.Id, current, client.ResourceInput{Name: "stale"})
	check(err == nil && stale.ApplicationproblemJSON412.Status == 412, err)
	nonsense := "nonsense"
	wrong, err := api.ListResourcesWithResponse(ctx, &client.ListResourcesParams{Cursor: &nonsense})
	check(err == nil && (*wrong.ApplicationproblemJSON400.Errors)[0].Field == "cursor", err)
	deleted, err := api.DeleteResourceWithResponse(ctx, resource.Id, nil)
	check(err == nil && deleted.StatusCode() == 204, err)
	gone, err := api.GetResourceWithResponse(ctx, resource.Id, nil)
	check(err == nil && (gone.StatusCode() == 404 || gone.StatusCode() == 410), err)
}
