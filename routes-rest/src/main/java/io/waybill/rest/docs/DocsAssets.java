package io.waybill.rest.docs;

import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.webjars.WebJarVersionLocator;

/** Serves the scripts and styles of Swagger UI from its webjar: nothing comes from other hosts. */
@Configuration(proxyBeanMethods = false)
class DocsAssets implements WebMvcConfigurer {

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    String swaggerUi =
        "classpath:/META-INF/resources/webjars/swagger-ui/"
            + new WebJarVersionLocator().version("swagger-ui")
            + "/";
    registry
        .addResourceHandler("/docs/*.js", "/docs/*.css", "/docs/*.png")
        // Ours first: the webjar's own initializer shows somebody else's pets.
        .addResourceLocations("classpath:/docs/", swaggerUi)
        .setCacheControl(CacheControl.maxAge(Duration.ofHours(1)));
  }
}
