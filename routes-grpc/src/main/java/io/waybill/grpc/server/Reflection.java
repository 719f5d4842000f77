package io.waybill.grpc.server;

import io.grpc.BindableService;
import io.grpc.protobuf.services.ProtoReflectionService;

/** The one place that names the deprecated reflection service. */
final class Reflection {
  private Reflection() {}

  @SuppressWarnings("deprecation") // v1alpha is what grpcurl and others still ask for first
  static BindableService v1alpha() {
    return ProtoReflectionService.newInstance();
  }
}
