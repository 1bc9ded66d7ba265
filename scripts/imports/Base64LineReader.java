import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.tools.api.RecordReader;

/**
 * Messages for Kafka's console producer, one a line: headers as {@code name:value,name:value}, then key and value in
 * base64, divided by tabs. The producer's own reader takes text only, and Avro and Protobuf are not text.
 */
public class Base64LineReader implements RecordReader, Iterator<ProducerRecord<byte[], byte[]>> {
    private String topic;
    private BufferedReader lines;
    private String line;

    @Override
    public void configure(Map<String, ?> settings) {
        topic = settings.get("topic").toString();
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
        byte[] key = Base64.getDecoder().decode(parts[1]);
        byte[] value = Base64.getDecoder().decode(parts[2]);
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, key, value);
        for (String header : parts[0].split(",")) {
            int colon = header.indexOf(':');
            byte[] text = header.substring(colon + 1).getBytes(StandardCharsets.UTF_8);
            message.headers().add(header.substring(0, colon), text);
        }
        return message;
    }
}
