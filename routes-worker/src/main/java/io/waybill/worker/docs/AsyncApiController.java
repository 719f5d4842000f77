package io.waybill.worker.docs;

import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the AsyncAPI document. */
@RestController
class AsyncApiController {
  // At the first call: reading YAML would be a part of each start.
  private final Supplier<byte[]> document = SingletonSupplier.of(AsyncApiDocument::json);

  @GetMapping(path = "/asyncapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> document() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
        .body(document.get());
  }
}
