package io.waybill.system.stack;

import io.waybill.local.stack.Stack;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the shared stack to a test, and closes it when all tests are over. */
final class StackExtension implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(StackExtension.class))
        .computeIfAbsent(Closing.class, none -> new Closing());
    return SharedStack.ready();
  }

  private static final class Closing implements AutoCloseable {
    @Override
    public void close() {
      SharedStack.close();
    }
  }
}
