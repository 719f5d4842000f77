package io.waybill.rest.docs;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;

/** Serves the document and the page; {@link DocsAssets} serves what the page needs. */
@Controller
class DocsController {
  /** Only what this service serves itself may run, be shown or be called. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final CacheControl AN_HOUR = CacheControl.maxAge(Duration.ofHours(1));

  private final Supplier<ServedDocument> document;

  DocsController(@Value("${waybill.rest.public-url}") String publicUrl) {
    // At the first call: reading YAML would be a part of each start.
    document =
        SingletonSupplier.of(
            () -> new ServedDocument(new ClassPathResource("docs/openapi.yaml"), publicUrl));
  }

  @GetMapping(path = "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> document(HttpServletRequest request) {
    return ResponseEntity.ok()
        .cacheControl(AN_HOUR)
        .body(document.get().under(request.getContextPath()));
  }

  @GetMapping(path = "/docs", produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<Resource> page() {
    return ResponseEntity.ok()
        .cacheControl(AN_HOUR)
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "no-referrer")
        .body(new ClassPathResource("docs/index.html"));
  }

  /** Relative, for whoever reaches the service under another path; the page's links are, too. */
  @GetMapping({"/docs/", "/docs/index.html"})
  void otherNames(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
    response.setHeader("Location", "../docs");
  }
}
