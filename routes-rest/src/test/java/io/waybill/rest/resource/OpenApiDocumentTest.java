package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** The committed document says what the routes say; {@code -Dopenapi.write=true} makes it so. */
class OpenApiDocumentTest {

  @Test
  void isWhatTheRoutesSay() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addRoutes(new ResourceApiRoutes());
      String generated = OpenApiDocument.of(camel);
      if (Boolean.getBoolean("openapi.write")) {
        Files.writeString(OpenApiDocument.FILE, generated);
      }
      assertThat(Files.readString(OpenApiDocument.FILE))
          .as(
              "%s is out of date. Write it anew: mvn -pl routes-rest test"
                  + " -Dtest=OpenApiDocumentTest -Dopenapi.write=true",
              OpenApiDocument.FILE)
          .isEqualTo(generated);
    }
  }
}
