/// What this language adds to jq, and what comes from outside.
let addedFunctions: [String: Function] = [
    "lower/0": .plain { (input, machine) throws(Fault) in
        guard case .string(let text) = input else { throw Fault("\(told(input)) cannot be lower-cased, as it is not a string") }
        return try machine.make(text: text.lowercased())
    },
    "html_text/0": .form { (compiler, _, _) throws(ExpressionFailure) in
        let htmlText = compiler.builtins.htmlText
        return .one { (input, machine) throws(Fault) in
            if input.isNull { return .null }
            guard case .string(let html) = input else { throw Fault("\(told(input)) is no HTML, as it is not a string") }
            try machine.touch(html.utf8.count * 32)
            return try machine.make(text: htmlText(html))
        }
    },
    "sha256/0": .form { (compiler, _, _) throws(ExpressionFailure) in
        let sha256 = compiler.builtins.sha256
        return .one { (input, machine) throws(Fault) in
            guard case .string(let text) = input else { throw Fault("\(told(input)) cannot be hashed, as it is not a string") }
            try machine.touch(text.utf8.count)
            return try machine.make(text: hexadecimal(sha256(Array(text.utf8))))
        }
    },
    "hmac_sha256/1": signing(in: hexadecimal),
    "hmac_sha256_base64/1": signing(in: base64),
    "now/0": .form { (compiler, _, _) throws(ExpressionFailure) in
        let now = compiler.builtins.now
        return .one { (_, _) throws(Fault) in JSON(result: now()) }
    },
]

/// Signs the input with the argument as key.
private func signing(in writing: @escaping @Sendable ([UInt8]) -> String) -> Function {
    .form { (compiler, arguments, _) throws(ExpressionFailure) in
        let hmac = compiler.builtins.hmacSHA256
        return applied(
            try compiler.compile(arguments),
            .one { (input, values, machine) throws(Fault) in
                guard case .string(let text) = input, case .string(let key) = values[0] else {
                    throw Fault("hmac_sha256 signs a string with a string as key")
                }
                try machine.touch(text.utf8.count)
                return try machine.make(text: writing(hmac(Array(text.utf8), Array(key.utf8))))
            })
    }
}

/// Two lower-case digits a byte.
private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
