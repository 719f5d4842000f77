package io.waybill.service.limits;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.apache.coyote.ProtocolHandler;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** The threads that serve HTTP: as many as requests are let in, and a few that refuse the rest. */
final class RequestThreads
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, DisposableBean {
  private static final int REFUSING_THREADS = 8;

  private final ExecutorService work;

  /** Its queue holds at most one request of each connection: server.tomcat.max-connections. */
  private final ExecutorService refusals =
      Executors.newFixedThreadPool(REFUSING_THREADS, daemons("http-refusal-"));

  private final AdmittingExecutor executor;

  RequestThreads(Admission admission, boolean virtual) {
    // Without an upper bound of their own: the admission bounds them.
    work =
        Executors.newCachedThreadPool(
            virtual
                ? new VirtualThreadTaskExecutor("http-").getVirtualThreadFactory()
                : daemons("http-"));
    executor = new AdmittingExecutor(admission, work, refusals, System::nanoTime);
  }

  private static ThreadFactory daemons(String prefix) {
    CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
    factory.setDaemon(true);
    return factory;
  }

  @Override
  public void customize(TomcatServletWebServerFactory tomcat) {
    tomcat.addProtocolHandlerCustomizers(
        (ProtocolHandler protocol) -> protocol.setExecutor(executor));
  }

  @Override
  public void destroy() {
    work.shutdown();
    refusals.shutdown();
  }
}
