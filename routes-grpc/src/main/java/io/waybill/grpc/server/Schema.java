package io.waybill.grpc.server;

import io.grpc.ServiceDescriptor;
import org.apache.camel.component.grpc.GrpcEndpoint;

/** Finds the generated class of the service that an endpoint names. */
final class Schema {
  private Schema() {}

  /** The methods of {@code grpc://host:port/package.Service}. */
  static ServiceDescriptor of(GrpcEndpoint endpoint) throws ReflectiveOperationException {
    Class<?> generated =
        endpoint
            .getCamelContext()
            .getClassResolver()
            .resolveMandatoryClass(
                endpoint.getServicePackage() + "." + endpoint.getServiceName() + "Grpc");
    return (ServiceDescriptor) generated.getMethod("getServiceDescriptor").invoke(null);
  }
}
