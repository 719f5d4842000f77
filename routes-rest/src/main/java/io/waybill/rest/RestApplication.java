package io.waybill.rest;

import io.waybill.service.WaybillService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the REST service. */
@SpringBootApplication
public class RestApplication {

  /** Runs until it is told to stop. */
  public static void main(String[] args) {
    WaybillService.run(RestApplication.class, args);
  }
}
