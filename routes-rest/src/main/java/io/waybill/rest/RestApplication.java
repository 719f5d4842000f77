package io.waybill.rest;

import io.waybill.rest.replay.ReplayOnly;
import io.waybill.service.WaybillService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the REST service. */
@SpringBootApplication
public class RestApplication {

  /** Runs until it is told to stop; with {@code --replay-only}, until the replay is done. */
  public static void main(String[] args) {
    if (ReplayOnly.isAskedFor(args)) {
      System.exit(ReplayOnly.run(RestApplication.class, args));
    }
    WaybillService.run(RestApplication.class, args);
  }
}
