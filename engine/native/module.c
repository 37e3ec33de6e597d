/* The module `cfcheck._native`: what is written in C.

   The scanner finds, in the bytes of incident records, what it was taught; see docs/decisions/0045-native-scanner.md. It looks
   up the bytes of some values in tables that Python fills, asks the judge what follows (0048-judging-with-bits.md), and puts
   together a line of output from pieces that Python made. What it does not know, or is not sure of, it leaves to Python: a
   record it accepts is one that the decoder of `cfcheck.model.incident_json` accepts, but not the other way round.

   Nothing here trusts its input. Every read is before `end`, every nesting is bounded, every table grows or refuses. */

#include "cfcheck.h"

enum { INTERFACE = 11 }; /* raised with every change of what Python calls here, which asks for it */

static PyMethodDef module_methods[] = {{"sha256", module_sha256, METH_VARARGS, NULL},
                                       {"mark", module_mark, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

#define NUMBER(name) {#name, name}
static const struct { const char *name; long number; } numbers[] = {
    NUMBER(INTERFACE), NUMBER(SIMPLE), NUMBER(NONE), NUMBER(PRESENCE), NUMBER(LAST_DAY), NUMBER(MOST_TESTS), NUMBER(MOST_BITS),
    NUMBER(FIRST_REASON), NUMBER(NEED_BASE), NUMBER(FINDING_BASE), NUMBER(ODD_RECORD), NUMBER(NEW), NUMBER(NEW_TEXT),
    NUMBER(ANY_KIND), NUMBER(REFUSED),
};

static int module_exec(PyObject *module) {
    text_type = (PyTypeObject *)PyType_FromSpec(&text_spec); /* kept: nobody but a scanner makes one */
    if (!text_type) return -1;
    struct { const char *name; PyType_Spec *spec; } types[] = {{"Judge", &judge_spec}, {"Lines", &lines_spec}, {"Scanner", &scanner_spec}, {"Seen", &seen_spec}};
    if (PyModule_AddStringConstant(module, "ENUMERATIONS", FACETS(NAMED) ";" TRUTHS(NAMED) ";" OUTCOMES(NAMED)) < 0) return -1;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (PyModule_AddIntConstant(module, numbers[i].name, numbers[i].number) < 0) return -1;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        PyObject *type = PyType_FromSpec(types[i].spec);
        if (!type || PyModule_AddObjectRef(module, types[i].name, type) < 0) { Py_XDECREF(type); return -1; }
        Py_DECREF(type);
    }
    return 0;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)module_exec}, {0, NULL}};
static struct PyModuleDef module_definition = {
    PyModuleDef_HEAD_INIT, "cfcheck._native", NULL, 0, module_methods, module_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&module_definition); }
