#include "tools/network/network_file.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <optional>

#include "tools/files.h"
#include "tools/scenario/json_line.h"

namespace kuboluk::tools {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// Takes texts out of an object; remembers the first key that is missing.
class Texts {
 public:
  Texts(const json::object& object, std::optional<std::string>& missing)
      : object_(object), missing_(missing) {}
  std::string take(std::string_view key) {
    const json::value* value = object_.if_contains(key);
    if (value != nullptr && value->is_string()) return std::string(value->get_string());
    if (!missing_) missing_ = std::string(key);
    return {};
  }

 private:
  const json::object& object_;
  std::optional<std::string>& missing_;
};

// A path of the file, below the folder. One that leaves it is no path of a network.
std::string below(const fs::path& folder, const std::string& path) {
  return (folder / path).lexically_normal().string();
}

NetworkNode read_node(const json::object& object, const fs::path& folder,
                      std::optional<std::string>& missing) {
  Texts texts(object, missing);
  NetworkNode node;
  node.id = texts.take("id");
  node.role = texts.take("role");
  node.url = texts.take("url");
  node.peer = texts.take("peer");
  node.config = below(folder, texts.take("config"));
  node.folder = below(folder, texts.take("folder"));
  return node;
}

}  // namespace

std::string print_network(const NetworkFile& network) {
  const json::object head{{"ledger", network.ledger},   {"scenario", network.scenario},
                          {"genesis", network.genesis}, {"policy", network.policy},
                          {"log", network.log},         {"operator_key", network.operator_key}};
  std::string text = json::serialize(head);
  text.back() = ',';
  text += "\n \"nodes\":[\n";
  for (const NetworkNode& node : network.nodes) {
    const json::object line{{"id", node.id},     {"role", node.role},     {"url", node.url},
                            {"peer", node.peer}, {"config", node.config}, {"folder", node.folder}};
    text += "  " + json::serialize(line) + (&node == &network.nodes.back() ? "\n" : ",\n");
  }
  return text + " ]}\n";
}

Result<NetworkFile> read_network(const fs::path& folder) {
  const fs::path file = folder / kNetworkFile;
  Result<std::string> text = read_file(file, kNetworkFileBytesMax);
  if (!text) return text.error();
  std::replace(text->begin(), text->end(), '\n', ' ');
  const Result<json::object> object = parse_json_line(*text);
  if (!object) return Error{"X.FORM", file.string(), object.error().detail};
  std::optional<std::string> missing;
  Texts texts(*object, missing);
  NetworkFile network;
  network.ledger = texts.take("ledger");
  network.scenario = texts.take("scenario");
  network.genesis = below(folder, texts.take("genesis"));
  network.policy = below(folder, texts.take("policy"));
  network.log = texts.take("log");
  network.operator_key = below(folder, texts.take("operator_key"));
  const json::value* nodes = object->if_contains("nodes");
  if (nodes == nullptr || !nodes->is_array() || nodes->get_array().empty()) {
    return Error{"X.FORM", file.string(), "it lists no nodes"};
  }
  for (const json::value& each : nodes->get_array()) {
    if (!each.is_object()) return Error{"X.FORM", file.string(), "a node must be an object"};
    network.nodes.push_back(read_node(each.get_object(), folder, missing));
  }
  if (missing) return Error{"X.FORM", file.string(), "\"" + *missing + "\" is missing"};
  return network;
}

}  // namespace kuboluk::tools
