package io.waybill.service.security;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.util.Map;

/**
 * Gets an issuer's keys from where its metadata say: OpenID Connect Discovery, or else RFC 8414.
 * Asked anew at each fetch of the keys, so that an issuer that is away doesn't stop the start.
 */
final class IssuerMetadata implements ResourceRetriever {
  private final String issuer;
  private final ResourceRetriever http;

  IssuerMetadata(String issuer, ResourceRetriever http) {
    this.issuer = issuer;
    this.http = http;
  }

  /** The keys of the issuer, whose URL is given. */
  @Override
  public Resource retrieveResource(URL url) throws IOException {
    Map<String, Object> metadata;
    try {
      metadata = metadata(openIdConnect());
    } catch (IOException notOpenIdConnect) {
      try {
        metadata = metadata(oauth());
      } catch (IOException neither) {
        notOpenIdConnect.addSuppressed(neither);
        throw notOpenIdConnect;
      }
    }
    if (!issuer.equals(metadata.get("issuer"))) {
      throw new IOException("The metadata of " + issuer + " name another issuer");
    }
    if (!(metadata.get("jwks_uri") instanceof String keys)) {
      throw new IOException("The metadata of " + issuer + " have no jwks_uri");
    }
    return http.retrieveResource(URI.create(keys).toURL());
  }

  private String openIdConnect() {
    return issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
  }

  private String oauth() {
    URI uri = URI.create(issuer);
    String path = uri.getPath().replaceFirst("/$", "");
    return uri.resolve("/.well-known/oauth-authorization-server" + path).toString();
  }

  private Map<String, Object> metadata(String url) throws IOException {
    try {
      return JSONObjectUtils.parse(http.retrieveResource(URI.create(url).toURL()).getContent());
    } catch (ParseException e) {
      throw new IOException("The metadata of " + issuer + " are not JSON", e);
    }
  }
}
