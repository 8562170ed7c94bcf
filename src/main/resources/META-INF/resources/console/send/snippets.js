// The notification of the form as a call of the API, in three languages. The token is a variable: a copied text must not contain it.

const indent = (text, spaces) => text.replaceAll('\n', `\n${' '.repeat(spaces)}`);

/** In single quotes a shell interprets nothing. */
const shellQuoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** JSON contains no three consecutive quotes, so only the backslashes need an escape. */
const textBlock = (text) => text.replaceAll('\\', '\\\\');

function curl(url, json) {
  return `curl -X POST ${shellQuoted(url)} \\
  -H "Authorization: Bearer $HERALD_TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d ${shellQuoted(json)}
`;
}

function javascript(url, json) {
  return `const response = await fetch(${JSON.stringify(url)}, {
  method: 'POST',
  headers: {
    Authorization: \`Bearer \${process.env.HERALD_TOKEN}\`,
    'Content-Type': 'application/json',
    // A repeat with the same key sends nothing twice.
    'Idempotency-Key': crypto.randomUUID(),
  },
  body: JSON.stringify(${indent(json, 2)}),
});
console.log(response.status, await response.text());
`;
}

function java(url, json) {
  return `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;

public class SendNotification {

    public static void main(String[] args) throws Exception {
        String notification = """
            ${indent(textBlock(json), 12)}""";
        HttpRequest request = HttpRequest.newBuilder(URI.create(${JSON.stringify(url)}))
                .header("Authorization", "Bearer " + System.getenv("HERALD_TOKEN"))
                .header("Content-Type", "application/json")
                // A repeat with the same key sends nothing twice.
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(notification))
                .build();
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(response.statusCode() + " " + response.body());
    }
}
`;
}

/** By language: the label, and the text for an address and a notification. */
export const SNIPPETS = { curl: ['curl', curl], javascript: ['JavaScript', javascript], java: ['Java', java] };

export function snippet(language, notification) {
  const url = String(new URL('api/v1/notifications', document.baseURI));
  return SNIPPETS[language][1](url, JSON.stringify(notification, null, 2));
}
