import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.tools.api.RecordReader;

/**
 * Messages for Kafka's console producer, one a line: headers as {@code name:value,name:value}, then key and value in
 * base64, divided by tabs. The producer's own reader takes text only, and Avro and Protobuf are not text.
 *
 * <p>The property {@code schemas} names a file: the schemas of key and value, and those that they name, each after those
 * that it names itself. Each is looked up in the schema registry, and key and value begin with the ids of theirs, as
 * serializers write it. Nothing is registered. {@code SCHEMA_REGISTRY_URL} is the registry's address;
 * {@code SCHEMA_REGISTRY_USERNAME_FILE} and {@code SCHEMA_REGISTRY_PASSWORD_FILE} name files with credentials.
 */
public class Base64LineReader implements RecordReader, Iterator<ProducerRecord<byte[], byte[]>> {
    /** Of one answer. */
    private static final int SECONDS = 10;
    /** Of what a registry says. */
    private static final int CHARACTERS = 300;

    private String topic;
    private BufferedReader lines;
    private String line;
    /** What key and value begin with. */
    private final Map<String, byte[]> begin = new HashMap<>();

    @Override
    public void configure(Map<String, ?> settings) {
        topic = settings.get("topic").toString();
        Object schemas = settings.get("schemas");
        if (schemas == null) return;
        try {
            lookUp(new ObjectMapper().readTree(Files.readString(Path.of(schemas.toString()))));
        } catch (IOException error) {
            throw new IllegalStateException("schema registry: " + error);
        }
    }

    /** @throws IllegalStateException with one line that begins with {@code schema registry: } */
    private void lookUp(JsonNode schemas) throws IOException {
        String url = System.getenv("SCHEMA_REGISTRY_URL");
        String password = secret("SCHEMA_REGISTRY_PASSWORD_FILE");
        String basic = password == null
            ? null
            : Base64.getEncoder().encodeToString(
                (secret("SCHEMA_REGISTRY_USERNAME_FILE") + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(SECONDS))
            .build();
        Map<String, Integer> versions = new HashMap<>();
        for (JsonNode one : schemas) {
            String subject = one.get("subject").asText();
            ObjectNode body = (ObjectNode) one.get("request");
            for (JsonNode reference : body.get("references"))
                ((ObjectNode) reference).put("version", versions.get(reference.get("subject").asText()));
            String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path + "?normalize=true"))
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json")
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
            if (basic != null) request.header("Authorization", "Basic " + basic);

            HttpResponse<String> response;
            try {
                response = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                    .get(SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException error) {
                throw refusal(subject, url, "gives no answer within " + SECONDS + " s");
            } catch (ExecutionException error) {
                Throwable cause = error.getCause();
                String why = cause.getMessage() == null ? "" : ": " + cause.getMessage();
                throw refusal(subject, url, "cannot be reached (" + cause.getClass().getSimpleName() + why + ")");
            } catch (InterruptedException error) {
                Thread.currentThread().interrupt();
                throw refusal(subject, url, "was not waited for");
            }
            int status = response.statusCode();
            JsonNode answer = parsed(response.body());
            String said = answer.path("message").asText();
            // What it says may repeat what was sent.
            if (basic != null) said = said.replace(basic, "(hidden)");
            if (basic != null && !password.isEmpty()) said = said.replace(password, "(hidden)");
            if (status == 404 && answer.path("error_code").isInt())
                throw refusal(subject, url, "does not have this schema (404: " + said
                    + "); register it: `workstreams schemas apply`");
            if (status != 200) throw refusal(subject, url, "answers " + status + (said.isEmpty() ? "" : ": " + said));
            JsonNode id = answer.path("id");
            if (!id.canConvertToInt() || !answer.path("version").canConvertToInt())
                throw refusal(subject, url, "answers 200, and not as a schema registry does");
            versions.put(subject, answer.get("version").intValue());
            // Protobuf has the way to the message behind the id; 0 is the first one of its file.
            boolean first = body.get("schemaType").asText().equals("PROTOBUF");
            if (one.has("part"))
                begin.put(one.get("part").asText(),
                    ByteBuffer.allocate(first ? 6 : 5).put((byte) 0).putInt(id.intValue()).array());
        }
    }

    private static IllegalStateException refusal(String subject, String url, String what) {
        String line = what.replaceAll("[\\s\\p{Cntrl}]+", " ");
        String shown = line.length() > CHARACTERS ? line.substring(0, CHARACTERS) + "..." : line;
        return new IllegalStateException("schema registry: subject " + subject + ": " + url + " " + shown);
    }

    /** A body that is no JSON says nothing. */
    private static JsonNode parsed(String body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (IOException error) {
            return new ObjectMapper().createObjectNode();
        }
    }

    /** What a file has, without the line break at its end; null where the variable names none. */
    private static String secret(String variable) throws IOException {
        String file = System.getenv(variable);
        return file == null ? null : Files.readString(Path.of(file)).replaceFirst("\r?\n$", "");
    }

    @Override
    public Iterator<ProducerRecord<byte[], byte[]>> readRecords(InputStream input) {
        lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        return this;
    }

    @Override
    public boolean hasNext() {
        try {
            if (line == null) line = lines.readLine();
            return line != null;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    @Override
    public ProducerRecord<byte[], byte[]> next() {
        if (!hasNext()) throw new NoSuchElementException();
        String[] parts = line.split("\t", -1);
        line = null;
        byte[] value = bytes("value", parts[2]);
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, bytes("key", parts[1]), value);
        for (String header : parts[0].split(",")) {
            int colon = header.indexOf(':');
            String name = header.substring(0, colon);
            String text = name.equals("x-payload-sha256") ? digest(value) : header.substring(colon + 1);
            message.headers().add(name, text.getBytes(StandardCharsets.UTF_8));
        }
        return message;
    }

    private byte[] bytes(String part, String base64) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(begin.getOrDefault(part, new byte[0]));
        whole.writeBytes(Base64.getDecoder().decode(base64));
        return whole.toByteArray();
    }

    /** Of the value as it is written. */
    private static String digest(byte[] value) {
        try {
            StringBuilder text = new StringBuilder();
            for (byte one : MessageDigest.getInstance("SHA-256").digest(value)) text.append(String.format("%02x", one));
            return text.toString();
        } catch (NoSuchAlgorithmException error) {
            throw new IllegalStateException(error);
        }
    }
}
