import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.io.File;
import java.io.FileReader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Reads the files of a client as Kafka's client does, takes from them what Apicurio's serializer asks for, as docs/clients.md
 * says, and writes and reads one message. Confluent's serializers are in no public repository.
 *
 * Arguments: folder of the files, producer, topic, file of the schema, message as JSON.
 */
public class WireFormat {
  public static void main(String[] args) throws Exception {
    Properties files = new Properties();
    for (String name : List.of("client", args[1]))
      try (FileReader reader = new FileReader(args[0] + "/" + name + ".properties")) {
        files.load(reader);
      }
    // Kafka loads these classes: its own are here.
    String bytes = "org.apache.kafka.common.serialization.ByteArraySerializer";
    files.put("key.serializer", bytes);
    files.put("value.serializer", bytes);
    Map<String, Object> read = new ProducerConfig(files).originals();
    System.out.println("user.info=" + read.get("basic.auth.user.info"));

    Map<String, Object> settings = new HashMap<>();
    String url = read.get("schema.registry.url").toString();
    settings.put("apicurio.registry.url", url.replace("/apis/ccompat/v7", "/apis/registry/v3"));
    settings.put("apicurio.registry.auto-register", read.get("auto.register.schemas"));
    settings.put("apicurio.registry.find-latest", read.get("use.latest.version"));
    Schema schema = new Schema.Parser().parse(new File(args[3]));
    GenericRecord message =
        (GenericRecord)
            new GenericDatumReader<Object>(schema)
                .read(null, DecoderFactory.get().jsonDecoder(schema, args[4]));
    try (var serializer = new AvroKafkaSerializer<GenericRecord>();
        var deserializer = new AvroKafkaDeserializer<GenericRecord>()) {
      serializer.configure(settings, false);
      deserializer.configure(settings, false);
      byte[] written = serializer.serialize(args[2], message);
      System.out.println("magic=" + written[0]);
      System.out.println("id=" + ByteBuffer.wrap(written, 1, 4).getInt());
      System.out.println("message=" + deserializer.deserialize(args[2], written));
    }
  }
}
