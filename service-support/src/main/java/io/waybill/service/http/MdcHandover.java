package io.waybill.service.http;

import java.util.Map;
import org.slf4j.MDC;
import org.springframework.core.task.TaskDecorator;

/** Takes the correlation id along to the thread that runs the route. */
final class MdcHandover implements TaskDecorator {

  @Override
  public Runnable decorate(Runnable task) {
    Map<String, String> callers = MDC.getCopyOfContextMap();
    if (callers == null) {
      return task;
    }
    return () -> {
      MDC.setContextMap(callers);
      try {
        task.run();
      } finally {
        MDC.clear();
      }
    };
  }
}
