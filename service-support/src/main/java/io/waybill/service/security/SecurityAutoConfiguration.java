package io.waybill.service.security;

import io.waybill.service.http.EdgeFilter;
import io.waybill.service.limits.HttpRateLimit;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.util.StringUtils;

/**
 * Who may call what over HTTP, with {@code waybill.security.enabled}. Spring Boot's own
 * auto-configurations of security are left out: without this one, nothing stands in a request's
 * way.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty("waybill.security.enabled")
@EnableConfigurationProperties(SecuritySettings.class)
class SecurityAutoConfiguration {
  @Bean
  CallerAuthentication callerAuthentication(SecuritySettings settings) {
    return new CallerAuthentication(new TokenDecoder(settings, SigningKeys.of(settings)));
  }

  @EnableWebSecurity
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class Http {
    private static final String HEADER = "Authorization";

    @Bean
    SecurityFilterChain callers(
        HttpSecurity http,
        CallerAuthentication callers,
        SecuritySettings settings,
        ObjectProvider<HttpRateLimit> limit)
        throws Exception {
      SecurityProblems problems = new SecurityProblems(limit);
      return http.authorizeHttpRequests(calls -> rules(calls, settings))
          .oauth2ResourceServer(
              tokens ->
                  tokens
                      .bearerTokenResolver(authorization())
                      .authenticationManagerResolver(request -> manager(callers))
                      .authenticationEntryPoint(problems)
                      .accessDeniedHandler(problems))
          .exceptionHandling(
              failures -> failures.authenticationEntryPoint(problems).accessDeniedHandler(problems))
          .sessionManagement(
              session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
          // No cookie, no session: there is nothing to forge, to keep or to log out of.
          .csrf(AbstractHttpConfigurer::disable)
          .requestCache(AbstractHttpConfigurer::disable)
          .logout(AbstractHttpConfigurer::disable)
          // Sent in front of it, with tokens and without.
          .headers(AbstractHttpConfigurer::disable)
          .build();
    }

    private static void rules(
        AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
            calls,
        SecuritySettings settings) {
      calls.requestMatchers("/health", "/health/**").permitAll();
      if (settings.metrics() == SecuritySettings.Metrics.OPEN) {
        calls.requestMatchers("/metrics").permitAll();
      } else {
        calls.requestMatchers("/metrics").hasAuthority(Scopes.OPS);
      }
      if (settings.docs() == SecuritySettings.Docs.OPEN) {
        calls.requestMatchers("/openapi.json", "/asyncapi.json", "/docs", "/docs/**").permitAll();
      }
      calls
          .requestMatchers(HttpMethod.GET, "/api/**")
          .hasAuthority(Scopes.RESOURCES_READ)
          .requestMatchers(HttpMethod.HEAD, "/api/**")
          .hasAuthority(Scopes.RESOURCES_READ)
          .requestMatchers("/api/**")
          .hasAuthority(Scopes.RESOURCES_WRITE)
          .requestMatchers("/ops", "/ops/**")
          .hasAuthority(Scopes.OPS)
          .anyRequest()
          .authenticated();
    }

    /** The whole header: what is in it is read where gRPC's metadata are read too. */
    private static BearerTokenResolver authorization() {
      return request -> {
        String value = request.getHeader(HEADER);
        return StringUtils.hasText(value) ? value : null;
      };
    }

    private static AuthenticationManager manager(CallerAuthentication callers) {
      return header -> {
        Caller caller = callers.authenticate(String.valueOf(header.getPrincipal()));
        return new PreAuthenticatedAuthenticationToken(
            caller, null, caller.scopes().stream().map(SimpleGrantedAuthority::new).toList());
      };
    }

    /** Paths are checked before, with and without tokens alike; any header may pass. */
    @Bean
    HttpFirewall firewall() {
      return new HttpFirewall() {
        @Override
        public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
          return new FirewalledRequest(request) {
            @Override
            public void reset() {
              // There is nothing to take back.
            }
          };
        }

        @Override
        public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
          return response;
        }
      };
    }

    /** Requests are observed once, by Waybill. */
    @Bean
    SecurityObservationSettings noObservations() {
      return SecurityObservationSettings.noObservations();
    }

    @Bean
    FilterRegistrationBean<Filter> securityFilter(
        @Qualifier("springSecurityFilterChain") Filter chain) {
      return EdgeFilter.SECURITY.register(chain);
    }
  }
}
