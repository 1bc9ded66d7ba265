import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.server.config.ConfigSynonym;
import org.apache.kafka.server.config.ServerTopicConfigSynonyms;
import org.apache.kafka.storage.internals.log.LogConfig;

/**
 * Prints what Kafka's own code says of each topic setting as JSON, one line a setting. Kafka publishes the limits in
 * prose only; the code that checks them has them as fields.
 */
public class TopicSettings {
    public static void main(String[] args) throws Exception {
        ConfigDef definition = (ConfigDef) field(LogConfig.class, null, "CONFIG");
        for (ConfigDef.ConfigKey key : new TreeMap<>(definition.configKeys()).values()) {
            if (key.internalConfig) continue;
            List<String> members = new ArrayList<>();
            members.add(member("name", quoted(key.name)));
            members.add(member("type", quoted(key.type.toString().toLowerCase(Locale.ROOT))));
            members.add(member("default", quoted(ConfigDef.convertToString(key.defaultValue, key.type))));
            if (key.validator instanceof ConfigDef.Range) {
                Object from = field(ConfigDef.Range.class, key.validator, "min");
                Object to = field(ConfigDef.Range.class, key.validator, "max");
                if (from != null) members.add(member("from", from.toString()));
                if (to != null) members.add(member("to", to.toString()));
            } else if (key.validator instanceof ConfigDef.ValidString) {
                members.add(member("values", list(words(key.validator))));
            } else if (key.validator instanceof ConfigDef.ValidList) {
                Object items = field(ConfigDef.ValidList.class, key.validator, "validString");
                members.add(member("values", list(words(items))));
            } else if (key.validator != null) {
                members.add(member("rule", quoted(key.validator.toString())));
            }
            List<String> synonyms = new ArrayList<>();
            for (ConfigSynonym one : ServerTopicConfigSynonyms.ALL_TOPIC_CONFIG_SYNONYMS.getOrDefault(key.name, List.of()))
                synonyms.add(one.name());
            members.add(member("broker", list(synonyms)));
            members.add(member("about", quoted(key.documentation)));
            System.out.println("{" + String.join(",", members) + "}");
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> words(Object validString) throws ReflectiveOperationException {
        return (List<String>) field(ConfigDef.ValidString.class, validString, "validStrings");
    }

    private static Object field(Class<?> type, Object of, String name) throws ReflectiveOperationException {
        Field found = type.getDeclaredField(name);
        found.setAccessible(true);
        return found.get(of);
    }

    private static String member(String name, String json) {
        return quoted(name) + ":" + json;
    }

    private static String list(List<String> items) {
        List<String> quoted = new ArrayList<>();
        for (String item : items) quoted.add(quoted(item));
        return "[" + String.join(",", quoted) + "]";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char one : text.toCharArray()) {
            if (one == '"' || one == '\\') json.append('\\').append(one);
            else if (one < ' ') json.append(String.format("\\u%04x", (int) one));
            else json.append(one);
        }
        return json.append('"').toString();
    }
}
