package io.waybill.grpc;

import io.waybill.service.WaybillService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The gRPC service. */
@SpringBootApplication
public class GrpcApplication {
  /** Starts the service. */
  public static void main(String[] args) {
    WaybillService.run(GrpcApplication.class, args);
  }
}
