using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Lfs.Tests;

/// <summary>An assembly of <c>src</c> as the compiler made it, and its debug data, which names the files.</summary>
sealed class ProductAssembly : IDisposable
{
    static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    readonly PEReader _image;
    readonly MetadataReader _debug;
    readonly Dictionary<TypeDefinitionHandle, string> _folders = [];

    ProductAssembly(string path)
    {
        _image = new PEReader(new MemoryStream(File.ReadAllBytes(path)));
        _debug = MetadataReaderProvider
            .FromPortablePdbStream(new MemoryStream(File.ReadAllBytes(Path.ChangeExtension(path, ".pdb"))))
            .GetMetadataReader();
        Reader = _image.GetMetadataReader();
        IsForOldFrameworks = Reader.AssemblyReferences
            .Any(row => Reader.GetString(Reader.GetAssemblyReference(row).Name) == "netstandard");
        Name = Reader.GetString(Reader.GetAssemblyDefinition().Name);
    }

    /// <summary>All of them. Lfs.Compiler is there twice: for .NET 10, and for what loads it into a build or an IDE.</summary>
    public static IReadOnlyList<ProductAssembly> All { get; } = [.. File
        .ReadAllLines(Path.Combine(AppContext.BaseDirectory, "product-assemblies.txt"))
        .Distinct()
        .Select(path => new ProductAssembly(path))];

    /// <summary>Each once: of two, the one for .NET 10.</summary>
    public static IEnumerable<ProductAssembly> Newest => All
        .GroupBy(assembly => assembly.Name)
        .Select(same => same.OrderBy(assembly => assembly.IsForOldFrameworks).First());

    /// <summary>The assembly's name, which is its project's but for the tool, <c>lfs</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it is made for .NET Standard.</summary>
    public bool IsForOldFrameworks { get; }

    public MetadataReader Reader { get; }

    /// <summary>Types that people wrote: no polyfills, no regular expressions, nothing the compiler adds.</summary>
    public IEnumerable<TypeDefinitionHandle> Types => Reader.TypeDefinitions
        .Where(type => !Folder(type).StartsWith("obj", StringComparison.Ordinal) && Folder(type) != "");

    /// <summary>The folder of a type's file below <c>src</c>; that of its outer type if it has no code of its own.</summary>
    public string Folder(TypeDefinitionHandle type)
    {
        if (_folders.TryGetValue(type, out string? known))
            return known;
        TypeDefinition definition = Reader.GetTypeDefinition(type);
        string file = definition.GetMethods()
            .Select(method => Place(method).File)
            .Concat(DocumentsOf(type))
            .FirstOrDefault(name => name != "", "");
        string folder = file.LastIndexOf('/') is var slash and >= 0 ? file[..slash] : file == "" ? "" : "obj";
        if (folder == "" && definition.GetDeclaringType() is { IsNil: false } outer)
            folder = Folder(outer);
        return _folders[type] = folder;
    }

    /// <summary>Where a method is written: a path below <c>src</c> and a line. An empty path if it is nowhere.</summary>
    public (string File, int Line) Place(MethodDefinitionHandle method)
    {
        MethodDebugInformation debug = _debug.GetMethodDebugInformation(method);
        foreach (SequencePoint point in debug.GetSequencePoints())
        {
            if (!point.IsHidden)
                return (FileOf(point.Document), point.StartLine);
        }
        return ("", 0);
    }

    /// <summary>A member as a person would write it, with its place.</summary>
    public string Describe(MethodDefinitionHandle method)
    {
        (string file, int line) = Place(method);
        MethodDefinition definition = Reader.GetMethodDefinition(method);
        string name = $"{NameOf(definition.GetDeclaringType())}.{Reader.GetString(definition.Name)}";
        return file == "" ? name : $"src/{file}({line}): {name}";
    }

    public string Describe(FieldDefinitionHandle field)
    {
        FieldDefinition definition = Reader.GetFieldDefinition(field);
        TypeDefinitionHandle type = definition.GetDeclaringType();
        return $"src/{Folder(type)}: {NameOf(type)}.{Reader.GetString(definition.Name)}";
    }

    public void Dispose() => _image.Dispose();

    public string NameOf(EntityHandle type) => SignatureText.NameOf(Reader, type);

    /// <summary>A method's body; null if it has none.</summary>
    public MethodBodyBlock? Body(MethodDefinitionHandle method)
    {
        int address = Reader.GetMethodDefinition(method).RelativeVirtualAddress;
        return address == 0 ? null : _image.GetMethodBody(address);
    }

    public IEnumerable<Instruction> Instructions(MethodDefinitionHandle method) =>
        Body(method) is { } body ? Instruction.Of(body) : [];

    /// <summary>The types of a method's locals.</summary>
    public IEnumerable<string> Locals(MethodDefinitionHandle method) =>
        Body(method) is { LocalSignature: { IsNil: false } locals }
            ? Reader.GetStandaloneSignature(locals).DecodeLocalSignature(SignatureText.Provider, null)
            : [];

    /// <summary>The member that an instruction names, with the type that declares it; null if it names none.</summary>
    public Member? Resolve(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                MethodDefinition method = Reader.GetMethodDefinition((MethodDefinitionHandle)handle);
                return new Member(
                    Name,
                    NameOf(method.GetDeclaringType()),
                    Reader.GetString(method.Name),
                    TextOf(method.DecodeSignature(SignatureText.Provider, null)))
                {
                    Arguments = ArgumentsOf(method.DecodeSignature(SignatureText.Provider, null)),
                };
            case HandleKind.FieldDefinition:
                FieldDefinition field = Reader.GetFieldDefinition((FieldDefinitionHandle)handle);
                return new Member(
                    Name,
                    NameOf(field.GetDeclaringType()),
                    Reader.GetString(field.Name),
                    field.DecodeSignature(SignatureText.Provider, null));
            case HandleKind.MethodSpecification:
                return Resolve(Reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.MemberReference:
                MemberReference reference = Reader.GetMemberReference((MemberReferenceHandle)handle);
                return new Member(
                    AssemblyOf(reference.Parent),
                    WithoutArguments(NameOf(reference.Parent)),
                    Reader.GetString(reference.Name),
                    reference.GetKind() == MemberReferenceKind.Field
                        ? reference.DecodeFieldSignature(SignatureText.Provider, null)
                        : TextOf(reference.DecodeMethodSignature(SignatureText.Provider, null)))
                {
                    Arguments = reference.GetKind() == MemberReferenceKind.Field
                        ? 0
                        : ArgumentsOf(reference.DecodeMethodSignature(SignatureText.Provider, null)),
                };
            default:
                return null;
        }
    }

    /// <summary>The name of the assembly that a type is in.</summary>
    string AssemblyOf(EntityHandle type)
    {
        switch (type.Kind)
        {
            case HandleKind.TypeDefinition:
                return Name;
            case HandleKind.TypeReference:
                TypeReference reference = Reader.GetTypeReference((TypeReferenceHandle)type);
                return reference.ResolutionScope.Kind == HandleKind.AssemblyReference
                    ? Reader.GetString(Reader.GetAssemblyReference(
                        (AssemblyReferenceHandle)reference.ResolutionScope).Name)
                    : AssemblyOf(reference.ResolutionScope);
            case HandleKind.TypeSpecification:
                return OwnerOf(WithoutArguments(NameOf(type)));
            default:
                return "";
        }
    }

    /// <summary>The product assembly that has a type of this name; empty if none has.</summary>
    static string OwnerOf(string type) => Owners.Value.GetValueOrDefault(type, "");

    static readonly Lazy<Dictionary<string, string>> Owners = new(() => All
        .SelectMany(assembly => assembly.Reader.TypeDefinitions
            .Select(type => (Type: assembly.NameOf(type), assembly.Name)))
        .Where(row => !row.Type.StartsWith('<') && !row.Type.StartsWith("System.", StringComparison.Ordinal))
        .GroupBy(row => row.Type)
        .ToDictionary(rows => rows.Key, rows => rows.First().Name));

    static string WithoutArguments(string type) =>
        type.IndexOf('<', StringComparison.Ordinal) is var at and > 0 && !type.Contains("/<", StringComparison.Ordinal)
            ? type[..at]
            : type;

    static string TextOf(MethodSignature<string> signature) =>
        $"({string.Join(',', signature.ParameterTypes)}) -> {signature.ReturnType}";

    static int ArgumentsOf(MethodSignature<string> signature) =>
        signature.ParameterTypes.Length + (signature.Header.IsInstance ? 1 : 0);

    IEnumerable<string> DocumentsOf(TypeDefinitionHandle type)
    {
        foreach (CustomDebugInformationHandle handle in _debug.GetCustomDebugInformation((EntityHandle)type))
        {
            CustomDebugInformation row = _debug.GetCustomDebugInformation(handle);
            if (_debug.GetGuid(row.Kind) != TypeDocuments)
                continue;
            BlobReader documents = _debug.GetBlobReader(row.Value);
            while (documents.RemainingBytes > 0)
                yield return FileOf(MetadataTokens
                    .DocumentHandle(documents.ReadCompressedInteger()));
        }
    }

    /// <summary>A document below <c>src</c>; one that is not there is generated.</summary>
    string FileOf(DocumentHandle document)
    {
        string name = _debug.GetString(_debug.GetDocument(document).Name).Replace('\\', '/');
        const string Source = "/src/";
        return name.LastIndexOf(Source, StringComparison.Ordinal) is var at and >= 0
            && !name.Contains("/obj/", StringComparison.Ordinal)
            ? name[(at + Source.Length)..]
            : "obj";
    }
}

/// <summary>A method or a field, the same wherever it is named from.</summary>
/// <param name="Assembly">The assembly that defines it; empty if that is not a product assembly.</param>
/// <param name="Type">The type that declares it, without type arguments.</param>
/// <param name="Name">Its name.</param>
/// <param name="Signature">Its type, or its parameters and what it returns.</param>
sealed record Member(string Assembly, string Type, string Name, string Signature)
{
    /// <summary>How many values a call takes, the object included.</summary>
    public int Arguments { get; init; }

    public override string ToString() => $"{Type}.{Name}";
}
