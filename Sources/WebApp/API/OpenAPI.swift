import Expressions
import HTTPCore

/// The description of the API, made from the same table that answers it.
enum OpenAPI {
    static let document: JSON = [
        "openapi": "3.1.0",
        "info": [
            "title": "Stellwerk", "version": "1",
            "description": .string(
                "One queue for the conversations of a brand. Lists are {items, next}; errors are {error: {code, message, advice, id}}; "
                    + "ids are decimal strings; times are RFC 3339 in UTC."),
        ],
        "security": [["token": []], ["session": []]],
        "components": [
            "securitySchemes": [
                "token": ["type": "http", "scheme": "bearer"],
                "session": ["type": "apiKey", "in": "cookie", "name": "__Host-stellwerk"],
            ],
            "schemas": [
                "Error": [
                    "type": "object",
                    "properties": [
                        "error": [
                            "type": "object", "required": ["code", "message", "advice", "id"],
                            "properties": [
                                "code": ["type": "string"], "message": ["type": "string"], "advice": ["type": "string"],
                                "id": ["type": "string"],
                            ],
                        ]
                    ],
                ]
            ],
        ],
        "paths": paths,
    ]

    private static let paths: JSON = {
        var paths = JSONObject()
        for route in Endpoint.router.routes {
            var path = JSONObject()
            if case .object(let known)? = paths[route.pattern] { path = known }
            path[route.method.rawValue.lowercased()] = operation(route)
            paths[route.pattern] = .object(path)
        }
        return .object(paths)
    }()

    private static func operation(_ route: Router<Endpoint>.Route) -> JSON {
        let names = route.pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        let parameters = names.map { name -> JSON in
            ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        let refused: JSON = [
            "description": "Refused",
            "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
        ]
        var operation = JSONObject()
        operation["summary"] = .string(route.endpoint.summary)
        operation["parameters"] = .array(parameters)
        operation["responses"] = ["2XX": ["description": "Done"], "default": refused]
        switch route.endpoint.access {
        case .open: operation["security"] = []
        case .needs(let permission): if let permission { operation["x-permission"] = .string(permission.rawValue) }
        }
        return .object(operation)
    }
}
