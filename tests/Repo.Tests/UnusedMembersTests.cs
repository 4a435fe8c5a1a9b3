using System.Reflection;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;

namespace Lfs.Tests;

/// <summary>What no code of <c>src</c> uses is not there.</summary>
public partial class UnusedMembersTests
{
    /// <summary>Members that only tests use, each for a reason.</summary>
    static readonly Dictionary<string, string> UsedByTests = new()
    {
        ["Esp8266.Memory.Heap.LargestFree"] = "what a test expects of the next allocation",
        ["Esp8266.Memory.Heap.Memory"] = "keeps the memory from its finalizer while the heap is used",
        ["Lfs.Generator.ReadTexts.Reads"] = "counts what a key stroke reads",
        ["Lfs.Runtime.LfsDevice.HostState"] = "whether a restart has ended the handles of a state",
    };

    /// <summary>The API of device modules is complete, also where no module needs a part of it yet.</summary>
    const string Vocabulary = "Lfs.Runtime.Core.ILuaState.";

    [Fact]
    public void Every_internal_member_is_used()
    {
        HashSet<Member> used = Used();
        List<string> wrong = [];
        HashSet<string> excused = [];
        foreach (ProductAssembly assembly in ProductAssembly.Newest)
        {
            HashSet<MethodDefinitionHandle> accessors = [];
            foreach (TypeDefinitionHandle type in assembly.Types.Where(type => !IsGenerated(assembly.NameOf(type))))
            {
                TypeDefinition definition = assembly.Reader.GetTypeDefinition(type);
                bool isRecord = IsRecord(assembly, definition);
                foreach (PropertyDefinitionHandle handle in definition.GetProperties())
                {
                    PropertyDefinition property = assembly.Reader.GetPropertyDefinition(handle);
                    PropertyAccessors pair = property.GetAccessors();
                    MethodDefinitionHandle[] both = [.. new[] { pair.Getter, pair.Setter }.Where(m => !m.IsNil)];
                    accessors.UnionWith(both);
                    string name = assembly.Reader.GetString(property.Name);
                    bool isPositional = isRecord
                        && (name == "EqualityContract" || Parameters(assembly, definition).Contains(name));
                    if (!isPositional && both.All(m => IsCandidate(assembly, m) && !used.Contains(assembly.Resolve(m)!)))
                        Report(assembly, $"{assembly.NameOf(type)}.{name}", assembly.Describe(both[0]));
                }

                foreach (MethodDefinitionHandle method in definition.GetMethods())
                {
                    Member member = assembly.Resolve(method)!;
                    if (!accessors.Contains(method) && IsCandidate(assembly, method) && !used.Contains(member)
                        && !(isRecord && IsOfRecord(member.Name)))
                    {
                        Report(assembly, $"{member.Type}.{member.Name}", assembly.Describe(method));
                    }
                }

                // A struct lays out memory: its fields keep their places, used or not.
                if (IsStruct(assembly, definition))
                    continue;

                foreach (FieldDefinitionHandle field in definition.GetFields())
                {
                    Member member = assembly.Resolve(field)!;
                    FieldAttributes attributes = assembly.Reader.GetFieldDefinition(field).Attributes;
                    bool isConstant = (attributes & (FieldAttributes.Literal | FieldAttributes.RTSpecialName)) != 0;
                    if (!isConstant && !IsGenerated(member.Name) && !used.Contains(member)
                        && (!IsVisible(assembly, type) || !IsVisible((int)(attributes & FieldAttributes.FieldAccessMask))))
                    {
                        Report(assembly, $"{member.Type}.{member.Name}", assembly.Describe(field));
                    }
                }
            }
        }

        wrong.AddRange(UsedByTests.Keys.Except(excused)
            .Select(member => $"{member} is used, or is gone: take it off the list of this test."));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Order(StringComparer.Ordinal)));

        void Report(ProductAssembly assembly, string member, string place)
        {
            if (member.StartsWith(Vocabulary, StringComparison.Ordinal))
                return;
            if (UsedByTests.ContainsKey(member))
                excused.Add(member);
            else
                wrong.Add($"{place}: no code of src uses it. Remove it.");
        }
    }

    /// <summary>The compiler puts the numbers of an enum into the code, so these are looked for in the text.</summary>
    [Fact]
    public void Every_member_of_an_internal_enum_is_named()
    {
        Dictionary<string, int> words = Directory
            .EnumerateFiles(Repo.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Word().Matches(Comment().Replace(File.ReadAllText(file), "")).Select(word => word.Value))
            .GroupBy(word => word)
            .ToDictionary(same => same.Key, same => same.Count());
        Assert.True(words.Count > 1000);

        IEnumerable<string> wrong =
            from assembly in ProductAssembly.Newest
            from type in assembly.Types
            where !IsVisible(assembly, type)
            from field in assembly.Reader.GetTypeDefinition(type).GetFields()
            let definition = assembly.Reader.GetFieldDefinition(field)
            where (definition.Attributes & FieldAttributes.Literal) != 0
            let name = assembly.Reader.GetString(definition.Name)
            where words.GetValueOrDefault(name) == 1
            select $"{assembly.Describe(field)}: no code of src names it. Remove it.";

        Assert.True(!wrong.Any(), string.Join('\n', wrong.Order(StringComparer.Ordinal)));
    }

    /// <summary>Every member that the code of any product assembly names; not that a method names itself.</summary>
    static HashSet<Member> Used()
    {
        HashSet<Member> used = [];
        foreach (ProductAssembly assembly in ProductAssembly.All)
        {
            foreach (MethodDefinitionHandle method in assembly.Reader.MethodDefinitions)
            {
                Member self = assembly.Resolve(method)!;
                used.UnionWith(assembly.Instructions(method)
                    .Select(instruction => instruction.Member)
                    .Where(member => !member.IsNil)
                    .Select(assembly.Resolve)
                    .OfType<Member>()
                    .Where(member => member != self));
            }
            used.UnionWith(assembly.Reader.CustomAttributes
                .Select(row => assembly.Resolve(assembly.Reader.GetCustomAttribute(row).Constructor))
                .OfType<Member>());
        }
        return used;
    }

    /// <summary>Whether a method is there only for code of <c>src</c> that names it.</summary>
    static bool IsCandidate(ProductAssembly assembly, MethodDefinitionHandle handle)
    {
        MethodDefinition method = assembly.Reader.GetMethodDefinition(handle);
        TypeDefinitionHandle type = method.GetDeclaringType();
        TypeDefinition definition = assembly.Reader.GetTypeDefinition(type);
        string name = assembly.Reader.GetString(method.Name);
        bool isOverride = (method.Attributes & MethodAttributes.Virtual) != 0
            && ((method.Attributes & MethodAttributes.NewSlot) == 0
                || (method.Attributes & MethodAttributes.Final) != 0);
        bool implements = definition.GetMethodImplementations()
            .Any(row => assembly.Reader.GetMethodImplementation(row).MethodBody == handle);
        bool isOfRuntime = name is ".cctor" or "Finalize" or "<Main>$" or "Main"
            || name.StartsWith("op_", StringComparison.Ordinal)
            || (method.ImplAttributes & MethodImplAttributes.Runtime) != 0;
        // A class that cannot be made, and the constructor without parameters that every class is given.
        bool isEmptyConstructor = name == ".ctor" && method.GetParameters().Count == 0;
        bool isAttribute = name == ".ctor" && assembly.NameOf(type).EndsWith("Attribute", StringComparison.Ordinal);
        // The language server's, which its client calls by name.
        bool isCalledByName = method.GetCustomAttributes().Any(row => assembly.Resolve(
            assembly.Reader.GetCustomAttribute(row).Constructor)?.Type.EndsWith(
                "JsonRpcMethodAttribute", StringComparison.Ordinal) == true);
        return !isOverride && !implements && !isCalledByName && !isOfRuntime && !isEmptyConstructor && !isAttribute
            && !IsGenerated(name)
            && (!IsVisible(assembly, type) || !IsVisible((int)(method.Attributes & MethodAttributes.MemberAccessMask)));
    }

    /// <summary>Public, protected, or protected internal: who references the assembly can see it.</summary>
    static bool IsVisible(int access) => access is (int)MethodAttributes.Public or (int)MethodAttributes.Family
        or (int)MethodAttributes.FamORAssem;

    static bool IsVisible(ProductAssembly assembly, TypeDefinitionHandle type)
    {
        TypeDefinition definition = assembly.Reader.GetTypeDefinition(type);
        TypeAttributes access = definition.Attributes & TypeAttributes.VisibilityMask;
        return access == TypeAttributes.Public
            || (access is TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem
                && IsVisible(assembly, definition.GetDeclaringType()));
    }

    static bool IsStruct(ProductAssembly assembly, TypeDefinition type) =>
        !type.BaseType.IsNil && assembly.NameOf(type.BaseType) == "System.ValueType";

    static bool IsGenerated(string name) => name.Contains('<', StringComparison.Ordinal);

    static bool IsRecord(ProductAssembly assembly, TypeDefinition type) => type.GetMethods()
        .Any(method => assembly.Reader.GetString(assembly.Reader.GetMethodDefinition(method).Name) == "PrintMembers");

    static bool IsOfRecord(string name) =>
        name is "PrintMembers" or "Deconstruct" or "Equals" or "GetHashCode" or "ToString" or ".ctor";

    /// <summary>The names of all parameters of a record's constructors.</summary>
    static IEnumerable<string> Parameters(ProductAssembly assembly, TypeDefinition type) =>
        from handle in type.GetMethods()
        let method = assembly.Reader.GetMethodDefinition(handle)
        where assembly.Reader.GetString(method.Name) == ".ctor"
        from parameter in method.GetParameters()
        select assembly.Reader.GetString(assembly.Reader.GetParameter(parameter).Name);

    [GeneratedRegex(@"\b[A-Za-z_]\w*\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
