import java.net.URI;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.api.ResourcesApi;
import org.openapitools.client.api.ResourcesApi.APICreateResourceRequest;
import org.openapitools.client.api.ResourcesApi.APIDeleteResourceRequest;
import org.openapitools.client.api.ResourcesApi.APIGetResourceRequest;
import org.openapitools.client.api.ResourcesApi.APIListResourcesRequest;
import org.openapitools.client.api.ResourcesApi.APIReplaceResourceRequest;
import org.openapitools.client.model.ResourceInput;
import org.openapitools.client.model.Resource;

/** Drives the client of openapi-generator (java, native). */
public class Drive {
  private static final Pattern CURSOR = Pattern.compile("[?&]cursor=([^&>]+)");
  private static final ResourcesApi API = new ResourcesApi(client());

  private static ApiClient client() {
    ApiClient client = new ApiClient();
    client.updateBaseUri(URI.create(System.getenv("REST_URL")).toString());
    return client;
  }

  public static void main(String[] args) throws ApiException {
    ApiResponse<Resource> made = create(new ResourceInput().name("java"));
    UUID id = made.getData().getId();
    String etag = made.getHeaders().get("etag").get(0);
    check("active".equals(made.getData().getStatus()) && made.getData().getDescription() == null, made.getData());
    check(get(id).getName().equals("java"), id);
    create(new ResourceInput().name("second").description("d").status("new"));

    var first = API.listResourcesWithHttpInfo(APIListResourcesRequest.newBuilder().limit(1).build());
    Matcher cursor = CURSOR.matcher(first.getHeaders().get("link").get(0));
    check(cursor.find(), first.getHeaders());
    var second = API.listResources(APIListResourcesRequest.newBuilder().limit(1).cursor(cursor.group(1)).build());
    check(second.size() == 1 && !second.get(0).getId().equals(first.getData().get(0).getId()), second);

    check(replace(id, "changed", etag).getName().equals("changed"), id);
    refused(412, () -> replace(id, "stale", etag));
    refused(400, () -> API.listResources(APIListResourcesRequest.newBuilder().cursor("nonsense").build()));
    API.deleteResource(APIDeleteResourceRequest.newBuilder().id(id).build());
    refused(404, () -> get(UUID.randomUUID()));
  }

  private static ApiResponse<Resource> create(ResourceInput resource) throws ApiException {
    return API.createResourceWithHttpInfo(APICreateResourceRequest.newBuilder().resourceInput(resource).build());
  }

  private static Resource get(UUID id) throws ApiException {
    return API.getResource(APIGetResourceRequest.newBuilder().id(id).build());
  }

  private static Resource replace(UUID id, String name, String etag) throws ApiException {
    return API.replaceResource(
        APIReplaceResourceRequest.newBuilder().id(id).resourceInput(new ResourceInput().name(name)).ifMatch(etag).build());
  }

  private interface Call {
    Object make() throws ApiException;
  }

  private static void refused(int status, Call call) {
    try {
      throw new IllegalStateException("not refused: " + call.make());
    } catch (ApiException e) {
      check(e.getCode() == status, e);
    }
  }

  private static void check(boolean holds, Object what) {
    if (!holds) {
      throw new IllegalStateException(String.valueOf(what));
    }
  }
}
