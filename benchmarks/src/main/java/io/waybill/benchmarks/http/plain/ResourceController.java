package io.waybill.benchmarks.http.plain;

import java.net.URI;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The calls; POST in both ways of writing. */
@RestController
class ResourceController {
  private static final int LIMIT = 100;

  private final Resources resources;

  ResourceController(Resources resources) {
    this.resources = resources;
  }

  record NewResource(String name, String description, String status) {}

  @PostMapping("/two-inserts")
  ResponseEntity<Resource> createWithTwoInserts(@RequestBody NewResource input) {
    return created(resources.insertInTransaction(resource(input)));
  }

  @PostMapping("/one-statement")
  ResponseEntity<Resource> createWithOneStatement(@RequestBody NewResource input) {
    return created(resources.insertInOneStatement(resource(input)));
  }

  @GetMapping("/resources/{id}")
  ResponseEntity<Resource> find(@PathVariable("id") String id) {
    return resources
        .find(id)
        .map(ResponseEntity::ok)
        .orElseGet(() -> ResponseEntity.notFound().build());
  }

  @GetMapping("/resources")
  List<Resource> list() {
    return resources.newest(LIMIT);
  }

  private static Resource resource(NewResource input) {
    if (input.name() == null) {
      throw new IllegalArgumentException("name is required");
    }
    return Resource.create(
        input.name(), input.description(), input.status() == null ? "active" : input.status());
  }

  private static ResponseEntity<Resource> created(Resource resource) {
    return ResponseEntity.created(URI.create("/resources/" + resource.id())).body(resource);
  }
}
