-- Foreign keys of all tables
-- Generated, do not edit: change config/tables.yaml and extract again.
-- target: v1:sha256:e34b9205f8d2f77f8ba03be069bb8ddbbf97e3e6f1ddc71941f84fe89c080bd9
-- body: sha256:0d70a2dfa23865cbbf95d8c498e6f290fd9078916dc37ebb0df9b240996dc8ab

ALTER TABLE public.financial_data
  ADD CONSTRAINT fk_financial_data_company FOREIGN KEY (company_id) REFERENCES public.company_info (company_id);
