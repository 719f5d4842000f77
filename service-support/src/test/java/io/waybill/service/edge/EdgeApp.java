package io.waybill.service.edge;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.waybill.service.WaybillService;
import io.waybill.service.state.ServiceState;
import io.waybill.service.state.ServiceState.Stage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What stands in front of a service's routes, with a controller in their place. Not in the package
 * of {@code TestApp}, which would find it there.
 */
@SpringBootConfiguration
@ImportAutoConfiguration({
  PropertyPlaceholderAutoConfiguration.class,
  SslAutoConfiguration.class,
  TomcatServletWebServerAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  WebMvcAutoConfiguration.class
})
@Import(EdgeApp.Edge.class)
public class EdgeApp {
  /** Counted down when the slow request has come through. */
  public static volatile CountDownLatch entered = new CountDownLatch(1);

  /** Counted down to let the slow request go on. */
  public static volatile CountDownLatch release = new CountDownLatch(1);

  /** Starts it on a free port of this machine. */
  public static ConfigurableApplicationContext start(String... settings) {
    List<String> arguments = new ArrayList<>(List.of(settings));
    arguments.add("--spring.application.name=edge");
    arguments.add("--server.port=0");
    arguments.add("--waybill.connection-drain=0s");
    return WaybillService.start(EdgeApp.class, arguments.toArray(String[]::new));
  }

  /** Where it listens. */
  public static int port(ConfigurableApplicationContext app) {
    return app.getEnvironment().getRequiredProperty("local.server.port", int.class);
  }

  @Bean
  ServiceState serviceState() {
    ServiceState running = mock(ServiceState.class);
    when(running.isRunning()).thenReturn(true);
    when(running.stage()).thenReturn(Stage.RUNNING);
    return running;
  }

  /** By their names, as they are nobody else's to see. */
  static final class Edge implements DeferredImportSelector {
    @Override
    public String[] selectImports(AnnotationMetadata importing) {
      return new String[] {
        "io.waybill.service.http.HttpAutoConfiguration",
        "io.waybill.service.limits.LimitsAutoConfiguration",
        "io.waybill.service.problem.ProblemAutoConfiguration",
        "io.waybill.service.security.SecurityAutoConfiguration"
      };
    }
  }

  @RestController
  static class Routes {
    @RequestMapping({
      "/health",
      "/health/liveness",
      "/metrics",
      "/openapi.json",
      "/docs/index.html",
      "/api/v1/resources",
      "/ops/outbox"
    })
    String answer(@RequestBody(required = false) String body) {
      return "through";
    }

    @RequestMapping("/api/seen")
    String seen(HttpServletRequest request) {
      return request.getRequestURL()
          + " context "
          + request.getContextPath()
          + " from "
          + request.getRemoteAddr();
    }

    @RequestMapping("/api/slow")
    String slow() throws InterruptedException {
      entered.countDown();
      release.await(120, TimeUnit.SECONDS);
      return "done";
    }
  }
}
