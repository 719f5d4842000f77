// Drives task.v1 with the client that protoc-gen-go and protoc-gen-go-grpc generate.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"os"
	"time"

	"client/taskv1"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func check(ok bool, what string) {
	if !ok {
		log.Fatal(what)
	}
}

func main() {
	connection := must(grpc.NewClient(os.Getenv("GRPC_URL"), grpc.WithTransportCredentials(insecure.NewCredentials())))
	defer connection.Close()
	tasks := taskv1.NewTaskServiceClient(connection)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if token := os.Getenv("GRPC_TOKEN"); token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
	}
	resource := rand.Text()
	request := &taskv1.ProcessTaskRequest{
		ResourceId: resource,
		Action:     "print",
		Metadata:   map[string]string{"colour": "modrá"},
		RequestId:  rand.Text(),
	}
	accepted := must(tasks.ProcessTask(ctx, request))
	again := must(tasks.ProcessTask(ctx, request))
	check(again.TaskId == accepted.TaskId, "the same request_id made another task")
	for {
		state := must(tasks.GetTaskStatus(ctx, &taskv1.GetTaskStatusRequest{TaskId: accepted.TaskId}))
		if state.Status == "completed" {
			check(!state.CreatedAt.AsTime().After(state.UpdatedAt.AsTime()), "created after it was updated")
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	page := must(tasks.ListTasks(ctx, &taskv1.ListTasksRequest{ResourceId: resource, PageSize: 10}))
	check(len(page.Tasks) == 1 && page.Tasks[0].TaskId == accepted.TaskId, "the task is not listed")
	var trailers metadata.MD
	_, err := tasks.ProcessTask(ctx, &taskv1.ProcessTaskRequest{}, grpc.Trailer(&trailers))
	check(status.Code(err) == codes.InvalidArgument, "an empty request was accepted")
	check(len(trailers.Get("x-request-id")) == 1, "no request id in the trailers")
	fmt.Println("go: a task accepted once, completed, listed; a refusal with its request id")
}
